import type { Page, ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { newId } from '@fanxing/runtime/identifier';

export type BorrowerAttributes = Readonly<Record<string, string | number | null>>;

export interface Borrower {
  readonly id: string;
  readonly reference: string;
  readonly attributes: BorrowerAttributes;
}

type BorrowerRow = Borrower & Record<string, unknown>;

/** Writes borrowers by the bank's reference; answers them in the order given, each with whether it is new. */
export async function writeBorrowers(
  { query, context }: TenantTransaction,
  borrowers: readonly { reference: string; attributes: BorrowerAttributes }[],
): Promise<{ id: string; created: boolean }[]> {
  const rows = await query<{ id: string; reference: string; created: boolean }>(
    'write borrowers',
    `INSERT INTO lending.borrower (tenant_id, environment, id, reference, attributes)
     SELECT $1, $2, given.id, given.reference, given.attributes
     FROM unnest($3::text[], $4::text[], $5::jsonb[]) AS given (id, reference, attributes)
     ON CONFLICT (tenant_id, environment, reference) DO UPDATE SET attributes = excluded.attributes
     RETURNING id, reference, xmax = 0 AS created`,
    [
      context.tenantId,
      context.environment,
      borrowers.map(() => newId('borrower')),
      borrowers.map(({ reference }) => reference),
      borrowers.map(({ attributes }) => JSON.stringify(attributes)),
    ],
  );
  const byReference = new Map(rows.map((row) => [row.reference, row]));
  return borrowers.map(({ reference }) => {
    const row = byReference.get(reference);
    if (!row) throw new Error('a written borrower was not returned');
    return { id: row.id, created: row.created };
  });
}

export async function findBorrowersById(
  database: ServiceDatabase,
  context: TenantContext,
  ids: readonly string[],
): Promise<Borrower[]> {
  return database.call<BorrowerRow>(context, 'lending.find_borrowers', [ids]);
}

export async function readBorrowers(
  { query, context }: TenantTransaction,
  page: Page,
  reference: string | null,
): Promise<Borrower[]> {
  return query<BorrowerRow>(
    'read borrowers',
    `SELECT id, reference, attributes FROM lending.borrower
     WHERE tenant_id = $1 AND environment = $2 AND ($3::text IS NULL OR reference = $3)
       AND ($4::text IS NULL OR id > $4) AND ($5::text IS NULL OR id < $5) AND erased_at IS NULL
     ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $6`,
    [context.tenantId, context.environment, reference, page.afterId, page.beforeId, page.limit],
  );
}

/** Writes values over a borrower's attributes; false when there is no such borrower. */
export async function correctAttributes(
  { query, context }: TenantTransaction,
  id: string,
  attributes: BorrowerAttributes,
): Promise<boolean> {
  const written = await query(
    'correct borrower',
    `UPDATE lending.borrower SET attributes = attributes || $4
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND erased_at IS NULL RETURNING id`,
    [context.tenantId, context.environment, id, JSON.stringify(attributes)],
  );
  return written.length > 0;
}

/** All that this service holds of a borrower. */
export async function exportOfBorrower(
  database: ServiceDatabase,
  context: TenantContext,
  id: string,
): Promise<Record<string, unknown> | undefined> {
  const [row] = await database.call<{ document: Record<string, unknown> }>(
    context,
    'lending.export_borrower',
    [id],
  );
  return row?.document;
}

/** Erases in one call; answers what was done, now or before. Fails with LOAN_OPEN or NOT_FOUND. */
export async function eraseBorrowerRows(
  database: ServiceDatabase,
  context: TenantContext,
  actor: string,
  id: string,
): Promise<Record<string, number>> {
  const [row] = await database.call<{ counts: Record<string, number> }>(context, 'lending.erase_borrower', [
    actor,
    id,
  ]);
  if (!row) throw new Error('an erasure was not returned');
  return row.counts;
}
