import type { BusinessDate } from '@fanxing/kernel';
import type { PaymentHours } from '@fanxing/lending-domain';
import type { TenantTransaction } from '@fanxing/runtime/database';

interface HoursRow extends Record<string, unknown> {
  readonly timeZone: string;
  readonly opensAt: number;
  readonly closesAt: number;
  readonly weekend: number[];
  readonly holidays: BusinessDate[];
  readonly workdays: BusinessDate[];
  readonly calendar: string | null;
}

/** As the tenant has set them; the days of a published calendar come on top. */
export interface SetHours extends PaymentHours {
  readonly calendar: string | null;
}

/** When the tenant's bank takes instructions; null: at any time. */
export async function readHours({ query, context }: TenantTransaction): Promise<SetHours | null> {
  const [row] = await query<HoursRow>(
    'read payment hours',
    `SELECT time_zone AS "timeZone", opens_at AS "opensAt", closes_at AS "closesAt", weekend, holidays::text[] AS holidays,
            workdays::text[] AS workdays, calendar
     FROM lending.payment_hours WHERE tenant_id = $1 AND environment = $2 AND NOT is_open`,
    [context.tenantId, context.environment],
  );
  return row ? { ...row, holidays: new Set(row.holidays), workdays: new Set(row.workdays) } : null;
}

/** Sets the hours, or takes them away. */
export async function writeHours(
  { query, context }: TenantTransaction,
  hours: SetHours | null,
): Promise<void> {
  const scope = [context.tenantId, context.environment];
  if (!hours) {
    const sql =
      'UPDATE lending.payment_hours SET is_open = true, set_at = clock_timestamp() WHERE tenant_id = $1 AND environment = $2';
    await query('clear payment hours', sql, scope);
    return;
  }
  await query(
    'set payment hours',
    `INSERT INTO lending.payment_hours (tenant_id, environment, time_zone, opens_at, closes_at, weekend, holidays, workdays, calendar)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (tenant_id, environment) DO UPDATE
     SET time_zone = $3, opens_at = $4, closes_at = $5, weekend = $6, holidays = $7, workdays = $8, calendar = $9, is_open = false, set_at = clock_timestamp()`,
    [
      ...scope,
      hours.timeZone,
      hours.opensAt,
      hours.closesAt,
      hours.weekend,
      [...hours.holidays],
      [...hours.workdays],
      hours.calendar,
    ],
  );
}
