import { Injectable } from '@nestjs/common';
import type { CountedUsage } from '@fanxing/billing-contract';
import type { CurrencyCode, Instant } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Meter, Usage, UsageTotal } from './usage.js';

@Injectable()
export class UsageStore {
  constructor(private readonly database: ServiceDatabase) {}

  /** Counts once, however often it is called with the same id. */
  async record(context: TenantContext, usage: Usage): Promise<void> {
    const { id, meter, subjectId, quantity, amount, occurredAt } = usage;
    await this.database.call(context, 'billing.record_usage', [
      id,
      meter,
      subjectId,
      quantity,
      amount?.minor.toString() ?? null,
      amount?.currency ?? null,
      occurredAt,
    ]);
  }

  /** What was counted for these applications, loans and repayments. */
  async ofSubjects(context: TenantContext, subjectIds: readonly string[]): Promise<CountedUsage[]> {
    return this.database.transaction(context, (transaction) =>
      transaction.query<CountedUsage & Record<string, unknown>>(
        'read usage of subjects',
        `SELECT meter, subject_id AS "subjectId", quantity, amount_minor::text AS "amountMinor", currency, occurred_at AS "occurredAt"
         FROM billing.usage WHERE tenant_id = $1 AND environment = $2 AND subject_id = ANY ($3) ORDER BY id`,
        [context.tenantId, context.environment, subjectIds],
      ),
    );
  }

  async totals(context: TenantContext, since: Instant, until: Instant): Promise<UsageTotal[]> {
    const rows = await this.database.transaction(context, (transaction) =>
      transaction.query<{
        meter: Meter;
        currency: CurrencyCode | null;
        quantity: string;
        amount_minor: string | null;
      }>(
        'sum usage',
        `SELECT meter, currency, sum(quantity)::text AS quantity, sum(amount_minor)::text AS amount_minor
         FROM billing.usage
         WHERE tenant_id = $1 AND environment = $2 AND occurred_at >= $3 AND occurred_at < $4
         GROUP BY meter, currency ORDER BY meter, currency`,
        [context.tenantId, context.environment, since, until],
      ),
    );
    return rows.map((row) => ({
      meter: row.meter,
      quantity: Number(row.quantity),
      amountMinor: row.amount_minor === null ? null : BigInt(row.amount_minor),
      currency: row.currency,
    }));
  }
}
