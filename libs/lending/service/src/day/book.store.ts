import type { BusinessDate } from '@fanxing/kernel';
import type { ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { OutboxEvent } from '@fanxing/runtime/outbox';

/** The date that the books stand at, or undefined while they have never been opened. */
export async function readBusinessDate(
  database: ServiceDatabase,
  context: TenantContext,
): Promise<BusinessDate | undefined> {
  const [row] = await database.call<{ business_date: BusinessDate }>(
    context,
    'lending.current_business_date',
    [],
  );
  return row?.business_date;
}

/** Opens the books at a date; books that are open stay where they are. */
export async function openBook({ query, context }: TenantTransaction, date: BusinessDate): Promise<void> {
  await query(
    'open book',
    'INSERT INTO lending.book (tenant_id, environment, business_date) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [context.tenantId, context.environment, date],
  );
}

/**
 * Moves the books from one date to a later one. Answers false when they stand elsewhere. From here on everything is
 * booked on the new date; draws and repayments that have begun on the old one are waited for.
 */
export async function moveBook(
  { query, context }: TenantTransaction,
  from: BusinessDate,
  to: BusinessDate,
): Promise<boolean> {
  const moved = await query(
    'move book',
    `UPDATE lending.book SET business_date = $4 WHERE tenant_id = $1 AND environment = $2 AND business_date = $3 RETURNING business_date`,
    [context.tenantId, context.environment, from, to],
  );
  return moved.length === 1;
}

/** Puts an event into the outbox. */
export async function putEvent({ query, context }: TenantTransaction, event: OutboxEvent): Promise<void> {
  await query('put event', 'SELECT lending.put_event($1, $2, $3)', [
    context.tenantId,
    context.environment,
    JSON.stringify(event),
  ]);
}

/** Sets the test clock's aim some days further, beyond wherever another request has set it. Answers the aim. */
export async function aimClock({ query, context }: TenantTransaction, days: number): Promise<BusinessDate> {
  const [row] = await query<{ clock_target: BusinessDate }>(
    'aim clock',
    `UPDATE lending.book SET clock_target = greatest(clock_target, business_date) + $3::integer
     WHERE tenant_id = $1 AND environment = $2 RETURNING clock_target`,
    [context.tenantId, context.environment, days],
  );
  if (!row) throw new Error('the books are not open');
  return row.clock_target;
}
