import { Injectable } from '@nestjs/common';
import { Fault, parseBusinessDate, parseId } from '@fanxing/kernel';
import { CommandRoad, requestHash } from '@fanxing/runtime/command';
import { keyedDigest, KeyKeeper } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { BusinessDates } from '../day/business-date.js';
import type { RecordMandateInput } from '../generated/schema.js';
import { insertMandate, isBorrower } from './mandate.store.js';
import { sealAccount } from './sealed-account.js';

const lengthMax = 128;

/** Keeps a borrower's word that what is due may be taken from an account of theirs (代扣授权). Answers the mandate's id. */
@Injectable()
export class RecordMandate {
  constructor(
    private readonly road: CommandRoad,
    private readonly keeper: KeyKeeper,
    private readonly businessDates: BusinessDates,
  ) {}

  async run(context: TenantContext, input: RecordMandateInput): Promise<string> {
    mustBeAllowedTo(context, 'collection:write');
    const today = await this.businessDates.current(context);
    const { idempotencyKey } = input;
    const command = { operation: 'recordMandate', permission: 'collection:write', idempotencyKey } as const;
    return this.keeper.using(context, (keys) => {
      const digest = keyedDigest(keys, requestHash(input));
      return this.road.run(context, { ...command, input: digest }, async (transaction) => {
        const borrowerId = parseId('borrower', input.borrowerId, 'input.borrowerId');
        const reference = mustBeText(input.reference, 'reference');
        const account = mustBeText(input.accountReference, 'accountReference');
        const validUntil = input.validUntil ? parseBusinessDate(input.validUntil, 'input.validUntil') : null;
        if (validUntil !== null && validUntil < today)
          throw new Fault('BUSINESS_DATE_PASSED', { businessDate: today }, 'input.validUntil');
        if (!(await isBorrower(transaction, borrowerId)))
          throw new Fault('NOT_FOUND', { what: 'borrower', id: borrowerId }, 'input.borrowerId');
        const id = newId('mandate');
        const sealed = sealAccount(keys, id, borrowerId, account);
        if (!(await insertMandate(transaction, { id, borrowerId, reference, account: sealed, validUntil })))
          throw new Fault('MANDATE_EXISTS', { borrowerId }, 'input.borrowerId');
        return {
          answer: id as string,
          subject: { kind: 'mandate', id },
          after: { status: 'ACTIVE', borrowerId, validUntil },
        };
      });
    });
  }
}

function mustBeText(text: string, field: string): string {
  const trimmed = text.trim();
  if (trimmed.length >= 1 && trimmed.length <= lengthMax && !trimmed.includes('\0')) return trimmed;
  throw new Fault(
    'INPUT_INVALID',
    { problem: `${field} must have 1 to ${lengthMax} characters` },
    `input.${field}`,
  );
}
