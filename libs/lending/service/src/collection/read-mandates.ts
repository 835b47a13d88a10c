import { Injectable } from '@nestjs/common';
import { Fault, parseId, type BusinessDate, type Instant } from '@fanxing/kernel';
import { BatchedReads, byId, ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper, maskedBy, type TenantKeys } from '@fanxing/runtime/encryption';
import { isAllowedTo, mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { readMandatesById, readMandatesOf, type MandateRow } from './mandate.store.js';
import { openAccount } from './sealed-account.js';

/** A mandate as the API shows it; the borrower is resolved by its id. */
export interface MandateView {
  readonly id: string;
  readonly borrowerId: string;
  readonly status: string;
  readonly reference: string;
  readonly accountReference: string | null;
  readonly validUntil: BusinessDate | null;
  readonly recordedAt: Instant;
  readonly revokedAt: Instant | null;
}

/** Reads borrowers' mandates, the account masked by the reader's roles. */
@Injectable()
export class ReadMandates {
  private readonly rows = new BatchedReads<MandateRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => readMandatesById(transaction, ids))),
  );

  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
  ) {}

  async byId(context: TenantContext, id: string): Promise<MandateView> {
    mustBeAllowedTo(context, 'loan:read');
    const wanted = parseId('mandate', id, 'id');
    const row = await this.rows.of(context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'mandate', id }, 'id');
    return this.keeper.using(context, (keys) => viewOf(context, keys, row));
  }

  async ofBorrower(context: TenantContext, borrowerId: string): Promise<MandateView[]> {
    mustBeAllowedTo(context, 'loan:read');
    const wanted = parseId('borrower', borrowerId, 'borrowerId');
    const rows = await this.database.transaction(context, (transaction) =>
      readMandatesOf(transaction, wanted),
    );
    return this.keeper.using(context, (keys) => rows.map((row) => viewOf(context, keys, row)));
  }
}

function viewOf(context: TenantContext, keys: TenantKeys, row: MandateRow): MandateView {
  const { id, borrowerId, account } = row;
  const clear = account === null ? null : openAccount(keys, id, borrowerId, account);
  const isShown = clear === null || isAllowedTo(context, 'borrower:reveal');
  return { ...row, accountReference: isShown ? clear : maskedBy('lending.mandate.account', clear) };
}
