import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad, requestHash, type AuditedState } from '@fanxing/runtime/command';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { keyedDigest, KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { lockCase, type CaseRow } from './collection-case.store.js';

export interface CaseChange {
  readonly operation: string;
  readonly input: { readonly idempotencyKey: string; readonly caseId: string };
  /** Writes the change; answers what the audit record says of it, without a person's data. */
  readonly apply: (transaction: TenantTransaction, row: CaseRow) => Promise<AuditedState>;
}

/** How every change of a case by hand is done: who may, the case held and open, the change. Answers the case's id. */
@Injectable()
export class ChangeCase {
  constructor(
    private readonly road: CommandRoad,
    private readonly keeper: KeyKeeper,
  ) {}

  async run(context: TenantContext, { operation, input, apply }: CaseChange): Promise<string> {
    mustBeAllowedTo(context, 'collection-case:work');
    const { idempotencyKey } = input;
    // What somebody wrote about a person is among it.
    const digest = await this.keeper.using(context, (keys) => keyedDigest(keys, requestHash(input)));
    const command = {
      operation,
      permission: 'collection-case:work',
      idempotencyKey,
      input: digest,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const id = parseId('collectionCase', input.caseId, 'input.caseId');
      const row = await lockCase(transaction, id);
      if (!row) throw new Fault('NOT_FOUND', { what: 'collection case', id }, 'input.caseId');
      if (row.status !== 'OPEN')
        throw new Fault('STATE_CONFLICT', { what: 'collection case', status: row.status, needed: 'OPEN' });
      return {
        answer: id as string,
        subject: { kind: 'collectionCase', id },
        after: await apply(transaction, row),
      };
    });
  }
}
