import { openText, sealText, type TenantKeys } from '@fanxing/runtime/encryption';
import type { LastOrder, WatchedLine } from './settle-action.js';

/** What a warning read and how it came about: a person's data, whatever the rules made of them. */
export interface WarningFacts {
  readonly line: WatchedLine;
  readonly lastOrder: LastOrder | null;
  readonly values: unknown;
  readonly trace: unknown;
}

interface Whose {
  readonly id: string;
  readonly borrowerId: string;
}

const amounts = ['limitMinor', 'usedMinor', 'limitMinMinor', 'limitMaxMinor'] as const;

export function sealWarning(keys: TenantKeys, whose: Whose, facts: WarningFacts): string {
  const text = JSON.stringify(facts, (_, part: unknown) =>
    typeof part === 'bigint' ? part.toString() : part,
  );
  return sealText(keys, placeOf(whose), text);
}

export function openWarning(keys: TenantKeys, whose: Whose, sealed: string): WarningFacts {
  const facts = JSON.parse(openText(keys, placeOf(whose), sealed)) as WarningFacts;
  const minor = Object.fromEntries(amounts.map((name) => [name, BigInt(facts.line[name])]));
  return { ...facts, line: { ...facts.line, ...minor } };
}

/** The same under the newest key. */
export function resealWarning(keys: TenantKeys, whose: Whose, sealed: string): string {
  return sealText(keys, placeOf(whose), openText(keys, placeOf(whose), sealed));
}

function placeOf({ id, borrowerId }: Whose) {
  return { table: 'risk.early_warning', column: 'facts_sealed', rowId: id, owner: borrowerId };
}
