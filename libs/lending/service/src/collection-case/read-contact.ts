import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { mustCover, mustStillHold, openDataAccess, type AskConsent } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import { findBorrowersById } from '../borrower/borrower.store.js';
import { openBorrower } from '../borrower/sealed-borrower.js';
import { ReadCases } from './read-cases.js';

/** Whom to call, and where. The id is the borrower's. */
export interface ContactView {
  readonly id: string;
  readonly name: string | null;
  readonly phone: string | null;
}

/**
 * How the borrower of an open case is reached, without a mask: for the purpose of collecting alone, within what the borrower agreed to for it (个人
 * 信息保护法, art. 6 and 13). Each such read is recorded. Fails with CONSENT_REQUIRED.
 */
@Injectable()
export class ReadContact {
  constructor(
    private readonly readCases: ReadCases,
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async ofCase(context: TenantContext, caseId: string): Promise<ContactView> {
    mustBeAllowedTo(context, 'collection-case:work');
    const { borrowerId, status } = await this.readCases.byId(context, caseId);
    if (status !== 'OPEN')
      throw new Fault('STATE_CONFLICT', { what: 'collection case', status, needed: 'OPEN' }, 'caseId');
    const tenant = this.transport.client(tenantContract);
    const ask: AskConsent = (question) => tenant.checkConsent(context, question);
    const access = await openDataAccess(ask, this.clock, borrowerId, 'COLLECTION');
    mustCover(access, ['IDENTITY', 'CONTACT']);
    const [row] = await findBorrowersById(this.database, context, [borrowerId]);
    if (!row) throw new Fault('NOT_FOUND', { what: 'borrower', id: borrowerId }, 'caseId');
    await mustStillHold(ask, this.clock, access);
    return this.keeper.using(context, (keys) => {
      const { name, phone } = openBorrower(keys, row);
      return { id: borrowerId, name, phone };
    });
  }
}
