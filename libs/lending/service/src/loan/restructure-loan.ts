import { Injectable } from '@nestjs/common';
import { Fault, formatRate, parseRate } from '@fanxing/kernel';
import { closeDays, restructure, type Restructure } from '@fanxing/lending-domain';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { auditActor } from '../actor.js';
import { OpenBooks } from '../books/open-books.js';
import { orEarlierAnswer, type RepeatableRequest } from '../earlier-answer.js';
import type { RestructureLoanInput } from '../generated/schema.js';
import { changeLoan } from './change-loan.store.js';
import { mustFindLoan } from './must-find-loan.js';
import { servicedOf } from './serviced-loan.store.js';
import { mustBeReason } from '../reason.js';

/** Puts a loan under new terms that bank and borrower have agreed on. Answers the loan's id. */
@Injectable()
export class RestructureLoan {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly books: OpenBooks,
  ) {}

  async run(context: TenantContext, input: RestructureLoanInput): Promise<string> {
    mustBeAllowedTo(context, 'loan:manage');
    const request = {
      operation: 'restructureLoan',
      key: mustBeKey(input.idempotencyKey),
      requestHash: requestHash(input),
    };
    return orEarlierAnswer(
      this.database,
      context,
      request,
      () => this.change(context, input, request),
      () => Promise.resolve(input.loanId),
    );
  }

  private async change(
    context: TenantContext,
    input: RestructureLoanInput,
    request: RepeatableRequest,
  ): Promise<string> {
    const row = await mustFindLoan(this.database, context, input.loanId);
    const terms = termsOf(input);
    const before = servicedOf(row);
    const { loan, days } = restructure(before, terms, row.businessDate);
    await this.books.open(context, row.currency);
    await changeLoan(this.database, context, {
      request,
      actor: auditActor(context, {
        before: { status: row.status, dueOn: row.dueOn, dailyRate: row.dailyRate },
        after: {
          status: loan.status,
          dueOn: loan.dueOn,
          dailyRate: formatRate(loan.dailyRate),
          reason: mustBeReason(input.reason),
        },
      }),
      kind: 'RESTRUCTURE',
      id: newId('loanEvent'),
      answer: 'loanEventId',
      subject: { kind: 'loan', id: row.id },
      row,
      days,
      closed: closeDays(before, row.businessDate).loan,
      loan,
      details: { ...terms, dailyRate: terms.dailyRate && formatRate(terms.dailyRate), reason: input.reason },
      event: null,
    });
    return row.id;
  }
}

const periodsMax = 3_660;
const dailyRateMax = parseRate('0.001');

function termsOf({ periods, dailyRate, capitaliseInterest }: RestructureLoanInput): Restructure {
  if (!Number.isInteger(periods) || periods < 1 || periods > periodsMax)
    throw new Fault('INPUT_INVALID', { problem: `periods must be 1 to ${periodsMax}` }, 'input.periods');
  const rate = dailyRate ? parseRate(dailyRate, 'input.dailyRate') : null;
  if (rate && (rate.units < 0n || rate.units > dailyRateMax.units))
    throw new Fault('INPUT_INVALID', { problem: 'dailyRate must be from 0 to 0.001' }, 'input.dailyRate');
  return { periods, dailyRate: rate, capitalise: capitaliseInterest ?? false };
}
