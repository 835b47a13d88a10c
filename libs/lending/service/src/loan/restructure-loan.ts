import { Injectable } from '@nestjs/common';
import { Fault, formatRate, parseRate } from '@fanxing/kernel';
import { restructure, type Restructure } from '@fanxing/lending-domain';
import type { HolidayTerms } from '@fanxing/product-contract';
import { FourEyes } from '@fanxing/runtime/caller';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { RestructureLoanInput } from '../generated/schema.js';
import { HolidayCalendars } from '../holiday/holiday-calendars.js';
import { mustFindLoan } from './must-find-loan.js';
import { mustBeReason } from '../reason.js';
import { ChangeServicedLoan } from './change-serviced-loan.js';

/** Puts a loan under new terms that bank and borrower have agreed on. Answers the loan's id. */
@Injectable()
export class RestructureLoan {
  constructor(
    private readonly changeServicedLoan: ChangeServicedLoan,
    private readonly database: ServiceDatabase,
    private readonly calendars: HolidayCalendars,
    private readonly fourEyes: FourEyes,
  ) {}

  async run(context: TenantContext, input: RestructureLoanInput): Promise<string> {
    mustBeAllowedTo(context, 'loan:manage');
    await this.fourEyes.mustBeApproved(context, 'restructureLoan', input);
    const holidays = await this.holidaysOf(context, input.loanId);
    return this.changeServicedLoan.run(context, {
      operation: 'restructureLoan',
      permission: 'loan:manage',
      kind: 'RESTRUCTURE',
      input,
      apply: (row, standing) => {
        const terms = { ...termsOf(input), ...(holidays ? { holidays } : {}) };
        const { loan } = restructure(standing, terms, row.businessDate);
        if (loan.instalments.length > instalmentsMax)
          throw new Fault(
            'INPUT_INVALID',
            { problem: `with those that are over a loan has at most ${instalmentsMax} instalments` },
            'input.periods',
          );
        const reason = mustBeReason(input.reason);
        return {
          loan,
          before: { status: row.status, dueOn: row.dueOn, dailyRate: row.dailyRate },
          after: {
            status: loan.status,
            dueOn: loan.dueOn,
            dailyRate: formatRate(loan.dailyRate),
            reason,
          },
          details: { ...terms, dailyRate: terms.dailyRate && formatRate(terms.dailyRate), reason },
        };
      },
    });
  }

  /** New due days make way for what is published by now. */
  private async holidaysOf(context: TenantContext, loanId: string): Promise<HolidayTerms | null> {
    const { plan, businessDate } = await mustFindLoan(this.database, context, loanId);
    return plan?.holidays ? this.calendars.renewed(context, plan.holidays, businessDate) : null;
  }
}

const periodsMax = 3_660;
/** As many as a loan shows. */
const instalmentsMax = 1_000;
const dailyRateMax = parseRate('0.001');

function termsOf(input: RestructureLoanInput): Restructure {
  const { periods, dailyRate, capitaliseInterest } = input;
  if (!Number.isInteger(periods) || periods < 1 || periods > periodsMax)
    throw new Fault('INPUT_INVALID', { problem: `periods must be 1 to ${periodsMax}` }, 'input.periods');
  const rate = dailyRate ? parseRate(dailyRate, 'input.dailyRate') : null;
  if (rate && (rate.units < 0n || rate.units > dailyRateMax.units))
    throw new Fault('INPUT_INVALID', { problem: 'dailyRate must be from 0 to 0.001' }, 'input.dailyRate');
  return { periods, dailyRate: rate, capitalise: capitaliseInterest ?? false, ...graceOf(input) };
}

/** Grace that is asked for; it ends before the last instalment. */
function graceOf(input: RestructureLoanInput): Partial<Restructure> {
  const grace: Record<string, number> = {};
  for (const name of ['graceOnPrincipal', 'graceOnInterest', 'moratorium'] as const) {
    const asked = input[name] ?? 0;
    if (!Number.isInteger(asked) || asked < 0 || asked >= input.periods) {
      const problem = `${name} must be from 0 to less than periods`;
      throw new Fault('INPUT_INVALID', { problem }, `input.${name}`);
    }
    if (asked > 0) grace[name] = asked;
  }
  return grace;
}
