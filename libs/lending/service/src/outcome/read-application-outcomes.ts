import { Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseBusinessDate, parseCurrency, type CurrencyCode } from '@fanxing/kernel';
import type { ApplicationOutcome, ApplicationOutcomes } from '@fanxing/lending-contract';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { BusinessDates } from '../day/business-date.js';
import { Neighbours } from '../neighbours.js';
import { readApplicationOutcomes, type ApplicationOutcomeRow } from './application-outcome.store.js';

const atATime = 500;

/** What became of applications, for whoever judges the decisions on them: from the books themselves, so that there is one truth. */
@Injectable()
export class ReadApplicationOutcomes {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly businessDates: BusinessDates,
    private readonly neighbours: Neighbours,
  ) {}

  /** Fails with INPUT_INVALID for more than 500, or a day that has not begun. */
  async run(
    context: TenantContext,
    applicationIds: readonly string[],
    given: string | null,
  ): Promise<ApplicationOutcomes> {
    mustBeAllowedTo(context, 'loan:read');
    if (applicationIds.length > atATime)
      throw new Fault('INPUT_INVALID', { problem: `at most ${atATime} at a time` }, 'applicationIds');
    const today = await this.businessDates.current(context);
    const asOf = given === null ? today : parseBusinessDate(given, 'asOf');
    if (asOf > today)
      throw new Fault('INPUT_INVALID', { problem: `the books stand at ${today}, before that day` }, 'asOf');
    if (applicationIds.length === 0) return { asOf, outcomes: [] };
    const rows = await readApplicationOutcomes(this.database, context, applicationIds, asOf);
    const currencies = await this.currenciesOf(context, rows);
    return {
      asOf,
      outcomes: rows.map((row) => outcomeOf(row, currencyIn(row, currencies))),
    };
  }

  /** Of the products of whoever was offered nothing. */
  private async currenciesOf(
    context: TenantContext,
    rows: readonly ApplicationOutcomeRow[],
  ): Promise<ReadonlyMap<string, CurrencyCode>> {
    const productIds = rows.flatMap(({ currency, product_id: id }) => (currency === null ? id : []));
    const found = [...new Set(productIds)].map(async (id) => {
      const { terms } = await this.neighbours.publishedTerms(context, id);
      return [id, parseCurrency(terms.currency)] as const;
    });
    return new Map(await Promise.all(found));
  }
}

function currencyIn(
  { currency, product_id: productId }: ApplicationOutcomeRow,
  currencies: ReadonlyMap<string, CurrencyCode>,
): CurrencyCode {
  const found = currency ?? currencies.get(productId);
  if (found === undefined) throw new Error('the currency of an application is not known');
  return found;
}

function outcomeOf(row: ApplicationOutcomeRow, currency: CurrencyCode): ApplicationOutcome {
  const amount = (minor: string): string => formatMinor(BigInt(minor), currency);
  return {
    applicationId: row.application_id,
    currency,
    limit: row.limit_minor === null ? null : amount(row.limit_minor),
    dailyRate: row.daily_rate,
    loans: row.loans,
    firstDrawnOn: row.first_drawn_on,
    firstDueOn: row.first_due_on,
    principal: amount(row.principal_minor),
    principalPaid: amount(row.principal_paid_minor),
    interestPaid: amount(row.interest_paid_minor),
    writtenOffOn: row.written_off_on,
    writtenOff: amount(row.written_off_minor),
    recovered: amount(row.recovered_minor),
    reached: row.reached,
  };
}
