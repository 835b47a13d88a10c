import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { ApplicationOutcome } from '@fanxing/lending-contract';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

/** As the database has it: amounts in minor units as texts; the currency stands in the offer, where there is one. */
export interface ApplicationOutcomeRow extends Record<string, unknown> {
  readonly application_id: string;
  readonly product_id: string;
  readonly limit_minor: string | null;
  readonly daily_rate: string | null;
  readonly currency: CurrencyCode | null;
  readonly loans: number;
  readonly first_drawn_on: BusinessDate | null;
  readonly first_due_on: BusinessDate | null;
  readonly principal_minor: string;
  readonly principal_paid_minor: string;
  readonly interest_paid_minor: string;
  readonly written_off_on: BusinessDate | null;
  readonly written_off_minor: string;
  readonly recovered_minor: string;
  readonly reached: ApplicationOutcome['reached'];
}

export function readApplicationOutcomes(
  database: ServiceDatabase,
  context: TenantContext,
  applicationIds: readonly string[],
  asOf: BusinessDate,
): Promise<ApplicationOutcomeRow[]> {
  return database.call<ApplicationOutcomeRow>(context, 'lending.application_outcomes', [
    applicationIds,
    asOf,
  ]);
}
