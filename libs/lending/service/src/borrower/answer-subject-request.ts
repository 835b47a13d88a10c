import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { keyIdOf, KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { auditActor } from '../actor.js';
import { exportCollecting } from '../collection-case/collecting-of-borrower.store.js';
import {
  correctAttributes,
  eraseBorrowerRows,
  exportOfBorrower,
  findBorrowersById,
} from './borrower.store.js';
import { parseAttributes } from './parse-borrower.js';
import { openBorrower, type BorrowerAttributes } from './sealed-borrower.js';

/** Lending's part of a borrower's own request, which the tenant service handles. */
@Injectable()
export class AnswerSubjectRequest {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Fails with NOT_FOUND. */
  async export(context: TenantContext, id: string): Promise<Record<string, unknown>> {
    mustBeAllowedTo(context, 'subject-request:handle');
    const borrowerId = parseId('borrower', id);
    const document = await exportOfBorrower(this.database, context, borrowerId);
    const [row] = await findBorrowersById(this.database, context, [borrowerId]);
    if (!document || !row) throw new Fault('NOT_FOUND', { what: 'borrower', id });
    return this.keeper.using(context, async (keys) => ({
      ...document,
      borrower: { ...(document['borrower'] as object), ...openBorrower(keys, row) },
      ...(await exportCollecting(this.database, context, keys, borrowerId)),
    }));
  }

  /** Answers how many attributes were written. Fails with NOT_FOUND or INPUT_INVALID. */
  async correct(context: TenantContext, id: string, attributes: BorrowerAttributes): Promise<number> {
    const right = parseAttributes(attributes, 'attributes');
    return this.keeper.using(context, (keys) =>
      this.road.run(
        context,
        { operation: 'correctBorrower', permission: 'subject-request:handle', input: null },
        async (transaction) => {
          if (!(await correctAttributes(transaction, keys, parseId('borrower', id), right)))
            throw new Fault('NOT_FOUND', { what: 'borrower', id });
          return { answer: Object.keys(right).length, subject: { kind: 'borrower', id } };
        },
      ),
    );
  }

  /**
   * Destroys the borrower's key with the rows, and then writes it down outside of the database: a process that dies in between
   * is asked again, and answers the same. Fails with LOAN_OPEN.
   */
  async erase(context: TenantContext, id: string): Promise<Record<string, number>> {
    mustBeAllowedTo(context, 'subject-request:handle');
    const borrowerId = parseId('borrower', id);
    const actor = auditActor(context, { after: { personalData: 'ERASED' } });
    const [row] = await findBorrowersById(this.database, context, [borrowerId]);
    const sealed = await this.keeper.using(context, (keys) => ({
      attributes: row ? Object.keys(openBorrower(keys, row).attributes).length : 0,
      keyId: row ? keyIdOf(keys, row, row.id) : null,
    }));
    const { counts, destroyedKey } = await eraseBorrowerRows(
      this.database,
      context,
      actor,
      borrowerId,
      sealed,
    );
    await this.keeper.destroyed(context, borrowerId, destroyedKey, this.clock.now());
    return counts;
  }
}
