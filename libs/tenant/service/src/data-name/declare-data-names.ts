import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ownName, type DataCategory } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { DataNameInput, DeclareDataNamesInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { addDataNames, type DataNameRow } from './data-name.store.js';

const batchMax = 500;
const eventKind = /^[a-z][A-Za-z0-9]{0,39}$/;

/**
 * Says which category of personal data each of the tenant's own names is. A name keeps its category for ever, since
 * events are kept by it. Fails with ALREADY_EXISTS where a name has another one.
 */
@Injectable()
export class DeclareDataNames {
  constructor(
    private readonly road: CommandRoad,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers how many names were declared, now or before. */
  async run(context: TenantContext, input: DeclareDataNamesInput): Promise<number> {
    return this.road.run(
      context,
      { operation: 'declareDataNames', permission: 'data-name:declare', input },
      async (transaction) => {
        if (input.names.length > batchMax)
          throw new Fault('BATCH_TOO_LARGE', { limit: batchMax }, 'input.names');
        const names = input.names.map((name, index) => readName(name, `input.names.${index}`));
        mustAgree(names, (kind, name) => ownName(kind, name));
        const added = names.filter(({ kind, name }) => ownName(kind, name) === undefined);
        const kept = added.length === 0 ? [] : await addDataNames(transaction, added, this.clock.now());
        const byName = new Map(kept.map((row) => [`${row.kind} ${row.name}`, row.category]));
        mustAgree(names, (kind, name) => byName.get(`${kind} ${name}`));
        return { answer: names.length, subject: { kind: 'dataNames', id: names[0]?.name ?? 'none' } };
      },
    );
  }
}

function readName({ kind, name, category }: DataNameInput, path: string): DataNameRow {
  const line = plainLine(name, 64, `${path}.name`);
  if (kind === 'EVENT_KIND' && !eventKind.test(line)) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: 'a kind of events must be a word in camelCase, such as payment' },
      `${path}.name`,
    );
  }
  return { kind, name: line, category };
}

function mustAgree(
  names: readonly DataNameRow[],
  known: (kind: DataNameRow['kind'], name: string) => DataCategory | undefined,
): void {
  names.forEach(({ kind, name, category }, index) => {
    const meant = known(kind, name);
    if (meant !== undefined && meant !== category)
      throw new Fault('ALREADY_EXISTS', { what: `${kind} as ${meant}`, name }, `input.names.${index}`);
  });
}
