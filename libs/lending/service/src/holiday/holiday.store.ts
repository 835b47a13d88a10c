import type { BusinessDate } from '@fanxing/kernel';
import type { HolidayYear } from '@fanxing/lending-domain';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';

export interface HolidayYearRow extends HolidayYear, Record<string, unknown> {
  /** The calendar's. */
  readonly code: string;
  readonly weekend: readonly number[];
}

/** The years that a tenant has published of these calendars, each calendar's oldest first. */
export async function readHolidayYears(
  { query, context }: TenantReading,
  calendars: readonly string[],
): Promise<HolidayYearRow[]> {
  return query<HolidayYearRow>(
    'read holiday years',
    `SELECT calendar AS code, year, source, weekend, to_jsonb(holidays) AS holidays, to_jsonb(workdays) AS workdays FROM lending.holiday_year
     WHERE tenant_id = $1 AND environment = $2 AND calendar = ANY ($3) ORDER BY year`,
    [context.tenantId, context.environment, calendars],
  );
}

export interface PublishedHolidays {
  readonly calendar: string;
  readonly year: number;
  readonly source: string;
  readonly holidays: readonly BusinessDate[];
  readonly workdays: readonly BusinessDate[];
  readonly weekend: readonly number[];
}

/** Writes a year, in place of what the tenant published for it before. */
export async function writeHolidayYear(
  { query, context }: TenantTransaction,
  given: PublishedHolidays,
): Promise<void> {
  await query(
    'write holiday year',
    `INSERT INTO lending.holiday_year (tenant_id, environment, calendar, year, source, holidays, workdays, weekend)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (tenant_id, environment, calendar, year) DO UPDATE
     SET source = excluded.source, holidays = excluded.holidays, workdays = excluded.workdays, weekend = excluded.weekend,
         published_at = clock_timestamp()`,
    [
      ...[context.tenantId, context.environment, given.calendar, given.year, given.source],
      ...[given.holidays, given.workdays, given.weekend],
    ],
  );
}
