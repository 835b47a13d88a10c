import { Injectable } from '@nestjs/common';
import { addDays, Fault, formatMinor, parseId, parseMoney } from '@fanxing/kernel';
import { dueBy, quotePayoffOf } from '@fanxing/lending-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { CollectRepaymentInput } from '../generated/schema.js';
import { readLoanIn, type LoanRow } from '../loan/loan.store.js';
import { servicedOf } from '../loan/serviced-loan.store.js';
import { Neighbours } from '../neighbours.js';
import { CarryOutCollection } from './carry-out-collection.js';
import { insertCollection, type NewCollection } from './collection.store.js';
import { standingMandate } from './mandate.store.js';

/** What is not given to the bank by then is not wanted any more: longer than any run of holidays. */
export const wantedDays = 14;

/**
 * The story of a collection (代扣) that somebody asks for: the loan's debt and the borrower's mandate are looked at, the instruction is
 * committed, and the bank told. When this answers it will be carried out once, or not at all. Answers the collection's id.
 */
@Injectable()
export class CollectRepayment {
  constructor(
    private readonly road: CommandRoad,
    private readonly neighbours: Neighbours,
    private readonly carryOut: CarryOutCollection,
  ) {}

  async run(context: TenantContext, input: CollectRepaymentInput): Promise<string> {
    mustBeAllowedTo(context, 'collection:write');
    await this.neighbours.activeTenant(context);
    const { idempotencyKey } = input;
    const command = {
      operation: 'collectRepayment',
      permission: 'collection:write',
      idempotencyKey,
      input,
    } as const;
    const id = await this.road.run(context, command, async (transaction) => {
      const loanId = parseId('loan', input.loanId, 'input.loanId');
      const row = await readLoanIn(transaction, loanId);
      if (!row) throw new Fault('NOT_FOUND', { what: 'loan', id: loanId }, 'input.loanId');
      const collection = await this.read(transaction, row, amountOf(row, input.amount ?? null));
      if (!(await insertCollection(transaction, collection)))
        throw new Fault('COLLECTION_UNDER_WAY', { loanId: row.id }, 'input.loanId');
      return {
        answer: collection.id,
        subject: { kind: 'collection', id: collection.id },
        after: {
          status: 'PENDING',
          loanId: row.id,
          amount: formatMinor(collection.amountMinor, row.currency),
          currency: row.currency,
        },
      };
    });
    this.carryOut.begin(context, id);
    return id;
  }

  private async read(
    transaction: TenantTransaction,
    row: LoanRow,
    amountMinor: bigint,
  ): Promise<NewCollection> {
    const { id: loanId, borrowerId, businessDate, currency } = row;
    const mandate = await standingMandate(transaction, borrowerId, businessDate);
    if (!mandate) throw new Fault('MANDATE_MISSING', { borrowerId }, 'input.loanId');
    return {
      id: newId('collection'),
      loanId,
      mandateId: mandate.id,
      kind: 'REQUESTED',
      amountMinor,
      currency,
      askedOn: businessDate,
      expiresOn: addDays(businessDate, wantedDays),
      tryNumber: 1,
      previousId: null,
    };
  }
}

/** What is taken: what has fallen due, or what somebody chose, up to all that is owed. */
function amountOf(row: LoanRow, chosen: { amount: string; currency: string } | null): bigint {
  const loan = servicedOf(row);
  const owedMinor = quotePayoffOf(loan, row.businessDate).totalMinor;
  if (chosen === null) {
    const dueMinor = dueBy(loan, row.businessDate);
    if (dueMinor <= 0n) throw new Fault('NOTHING_DUE', { on: row.businessDate }, 'input.loanId');
    return dueMinor;
  }
  const { minor, currency } = parseMoney(chosen.amount, chosen.currency, 'input.amount');
  if (currency !== row.currency)
    throw new Fault(
      'CURRENCY_MISMATCH',
      { expected: row.currency, actual: currency },
      'input.amount.currency',
    );
  if (minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'input.amount');
  if (minor > owedMinor) {
    const outstanding = formatMinor(owedMinor, currency);
    throw new Fault('REPAYMENT_EXCEEDS_DEBT', { outstanding, currency }, 'input.amount');
  }
  return minor;
}
