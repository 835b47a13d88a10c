import { Injectable } from '@nestjs/common';
import { Fault, parseBusinessDate, parseMoney, type BusinessDate } from '@fanxing/kernel';
import { controlledAccounts, differenceByCurrency } from '@fanxing/ledger-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { BusinessDates } from '../day/business-date.js';
import type { JournalLineInput, PostJournalEntryInput } from '../generated/schema.js';
import { propose, type Proposal, type ProposedEntry } from './proposal.store.js';

const linesMax = 50;
const referenceLengthMax = 140;

/** Proposes an entry made by hand. Whether its accounts and its day are open is asked when it is carried out. */
@Injectable()
export class PostJournalEntry {
  constructor(
    private readonly road: CommandRoad,
    private readonly businessDates: BusinessDates,
  ) {}

  async run(context: TenantContext, input: PostJournalEntryInput): Promise<Proposal> {
    mustBeAllowedTo(context, 'ledger:write');
    const { idempotencyKey, reason } = input;
    const command = {
      operation: 'postJournalEntry',
      permission: 'ledger:write',
      idempotencyKey,
      input,
    } as const;
    const today = await this.businessDates.current(context);
    return this.road.run(context, command, async (transaction) => {
      const content: ProposedEntry = {
        bookedOn: dayUpTo(today, input.bookedOn),
        causeType: 'manual',
        causeId: readReference(input.reference ?? null),
        lines: readLines(input.lines),
      };
      const answer = await propose(transaction, { kind: 'POST_ENTRY', content }, reason);
      return {
        answer,
        subject: { kind: 'ledger proposal', id: answer.id },
        after: { status: answer.status, kind: answer.kind, bookedOn: content.bookedOn },
      };
    });
  }
}

function readReference(reference: string | null): string | null {
  if (reference === null) return null;
  if (reference.trim() !== '' && reference.length <= referenceLengthMax) return reference.trim();
  const problem = `a reference has 1 to ${referenceLengthMax} characters`;
  throw new Fault('INPUT_INVALID', { problem }, 'input.reference');
}

/** A day that is not after the books' own. Fails with INPUT_INVALID. */
export function dayUpTo(today: BusinessDate, text: string): BusinessDate {
  const bookedOn = parseBusinessDate(text, 'input.bookedOn');
  if (bookedOn > today) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: `the books are at ${today}: no entry may be later` },
      'input.bookedOn',
    );
  }
  return bookedOn;
}

/** Fails with ACCOUNT_CONTROLLED, AMOUNT_NOT_POSITIVE or ENTRY_UNBALANCED. */
function readLines(given: readonly JournalLineInput[]): ProposedEntry['lines'] {
  if (given.length < 2 || given.length > linesMax) {
    throw new Fault('INPUT_INVALID', { problem: `an entry has 2 to ${linesMax} lines` }, 'input.lines');
  }
  const lines = given.map(({ accountCode, side, amount }, place) => {
    const path = `input.lines.${place}`;
    mustNotBeControlled(accountCode, `${path}.accountCode`);
    const { minor, currency } = parseMoney(amount.amount, amount.currency, `${path}.amount`);
    if (minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, `${path}.amount`);
    return {
      code: accountCode,
      side: side === 'DEBIT' ? ('debit' as const) : ('credit' as const),
      amountMinor: minor.toString(),
      currency,
    };
  });
  const differences = differenceByCurrency(
    lines.map(({ side, amountMinor, currency }) => ({ side, amountMinor: BigInt(amountMinor), currency })),
  );
  for (const [currency, difference] of differences)
    if (difference !== 0n) throw new Fault('ENTRY_UNBALANCED', { currency }, 'input.lines');
  return lines;
}

/** Fails with ACCOUNT_CONTROLLED for an account whose balance only lending may change. */
export function mustNotBeControlled(code: string, path: string): void {
  if (controlledAccounts.has(code)) throw new Fault('ACCOUNT_CONTROLLED', { code }, path);
}
