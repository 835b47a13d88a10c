import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { canonicalKind, checkSchema, incompatibility, type EventKind } from '@fanxing/risk-events';
import { CommandRoad, requestHash } from '@fanxing/runtime/command';
import { ownName } from '@fanxing/runtime/consent';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { KnownDataNames } from '@fanxing/tenant-contract';
import type { DefineEventKindInput } from '../generated/schema.js';
import { addKind, newestKinds, ownKindsMax, takeTurn } from './event-kind.store.js';

const meaningLengthMax = 500;

/**
 * Defines a kind of the tenant's own or its next version. Fails with DATA_NAME_UNKNOWN for a kind whose category nobody has declared,
 * ALREADY_EXISTS for one of ours, EVENT_KIND_INVALID, and EVENT_KIND_INCOMPATIBLE when events of before would not fit any more.
 */
@Injectable()
export class DefineEventKind {
  private readonly dataNames: KnownDataNames;

  constructor(
    private readonly road: CommandRoad,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) transport: Transport,
  ) {
    this.dataNames = new KnownDataNames(clock, transport);
  }

  async run(context: TenantContext, input: DefineEventKindInput): Promise<EventKind> {
    mustBeAllowedTo(context, 'data-name:declare');
    const { idempotencyKey, kind, meaning, meaningZh } = input;
    if (canonicalKind(kind) ?? ownName('EVENT_KIND', kind))
      throw new Fault('ALREADY_EXISTS', { what: 'kind of events of every bank', name: kind }, 'input.kind');
    const dictionary = await this.dataNames.dictionaryFor(context, 'EVENT_KIND', [kind]);
    dictionary.categoryOf('EVENT_KIND', kind, 'input.kind');
    const schema = checkSchema(input.schema, 'input.schema');
    mustSaySomething(meaning, 'input.meaning');
    mustSaySomething(meaningZh, 'input.meaningZh');
    return this.road.run(
      context,
      { operation: 'defineEventKind', permission: 'data-name:declare', idempotencyKey, input },
      async (transaction) => {
        await takeTurn(transaction);
        const known = await newestKinds(transaction, null);
        const before = known.find((each) => each.kind === kind);
        if (!before && known.length >= ownKindsMax)
          throw new Fault('LIST_TOO_LONG', { list: 'eventKinds', limit: ownKindsMax }, 'input.kind');
        mustFit(before, schema);
        const answer = { kind, version: (before?.version ?? 0) + 1, meaning, meaningZh, schema };
        await addKind(transaction, answer, this.clock.now());
        return {
          answer,
          subject: { kind: 'eventKind', id: kind },
          after: { version: answer.version, schema: requestHash(schema) },
        };
      },
    );
  }
}

function mustFit(before: EventKind | undefined, schema: EventKind['schema']): void {
  const problem = before && incompatibility(before.schema, schema);
  if (before && problem !== undefined) {
    const { kind, version } = before;
    throw new Fault('EVENT_KIND_INCOMPATIBLE', { kind, version, problem }, 'input.schema');
  }
}

function mustSaySomething(text: string, path: string): void {
  if (text.trim() === '' || text.length > meaningLengthMax)
    throw new Fault('INPUT_INVALID', { problem: `it must have 1 to ${meaningLengthMax} characters` }, path);
}
