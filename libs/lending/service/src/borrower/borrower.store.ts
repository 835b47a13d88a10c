import type { TenantKeys } from '@fanxing/runtime/encryption';
import type { Page, ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { newId } from '@fanxing/runtime/identifier';
import {
  blindReference,
  openBorrower,
  sealBorrower,
  type BorrowerAttributes,
  type BorrowerDetails,
  type KeptBorrower,
  type SealedColumns,
} from './sealed-borrower.js';

/** A borrower's details as a bank gives them; what it leaves out of the identifiers stays as it is. */
export type GivenBorrower = Pick<BorrowerDetails, 'reference' | 'attributes'> & Partial<BorrowerDetails>;

type Row = KeptBorrower & Record<string, unknown>;
type Written = { id: string; created: boolean };

const nothingKnown = { name: null, phone: null, identityNumber: null, unifiedSocialCreditCode: null };

/** Writes borrowers by the bank's reference; answers them in the order given, each with whether it is new. */
export async function writeBorrowers(
  transaction: TenantTransaction,
  keys: TenantKeys,
  borrowers: readonly GivenBorrower[],
): Promise<Written[]> {
  const known = await lockByReference(transaction, keys, borrowers);
  const isNew = borrowers.filter(({ reference }) => !known.has(reference));
  const made = await insertNew(transaction, keys, isNew);
  // Another request has made them since we looked: now they are there to be changed.
  const late = isNew.filter(({ reference }) => !made.has(reference));
  if (late.length > 0)
    for (const [reference, row] of await lockByReference(transaction, keys, late)) known.set(reference, row);
  const changed = borrowers.flatMap((given) => {
    const row = known.get(given.reference);
    return row ? [sealBorrower(keys, row.id, { ...openBorrower(keys, row), ...given })] : [];
  });
  await writeSealed(transaction, changed);
  return borrowers.map(({ reference }) => {
    const id = made.get(reference);
    if (id !== undefined) return { id, created: true };
    const row = known.get(reference);
    if (!row) throw new Error('a written borrower was not returned');
    return { id: row.id, created: false };
  });
}

/** Those that there are, by reference, and nobody changes them meanwhile. In the order of their ids, so that two do not block one another. */
async function lockByReference(
  transaction: TenantTransaction,
  keys: TenantKeys,
  borrowers: readonly GivenBorrower[],
): Promise<Map<string, KeptBorrower>> {
  const { query, context } = transaction;
  const references = borrowers.map(({ reference }) => reference);
  const rows = await query<Row>(
    'lock borrowers by reference',
    // Locked first, and once: joined to a table that looks empty still, the planner would lock them anew for each row.
    `SELECT * FROM lending.kept_borrower WHERE tenant_id = $1 AND environment = $2 AND id = ANY (ARRAY(
       SELECT id FROM lending.borrower
       WHERE tenant_id = $1 AND environment = $2 AND (reference_index = ANY ($3) OR reference = ANY ($4))
       ORDER BY id FOR UPDATE))`,
    [
      context.tenantId,
      context.environment,
      references.map((reference) => blindReference(keys, reference)),
      (await hasUnsealed(transaction)) ? references : [],
    ],
  );
  return new Map(rows.map((row) => [openBorrower(keys, row).reference, row]));
}

/**
 * Whether rows of before they were sealed are still there: only then is a reference itself shown to the database, whose log may
 * write the parameters of statements down.
 */
async function hasUnsealed({ query, context }: TenantTransaction): Promise<boolean> {
  const rows = await query(
    'look for unsealed borrowers',
    'SELECT 1 FROM lending.borrower WHERE tenant_id = $1 AND environment = $2 AND reference IS NOT NULL LIMIT 1',
    [context.tenantId, context.environment],
  );
  return rows.length > 0;
}

/** Answers the ids of those that were not there, by reference. */
async function insertNew(
  { query, context }: TenantTransaction,
  keys: TenantKeys,
  borrowers: readonly GivenBorrower[],
): Promise<Map<string, string>> {
  const sealed = borrowers.map((given) => ({
    reference: given.reference,
    columns: sealBorrower(keys, newId('borrower'), { ...nothingKnown, ...given }),
  }));
  if (sealed.length === 0) return new Map();
  const rows = await query<{ id: string }>(
    'insert borrowers',
    `INSERT INTO lending.borrower (tenant_id, environment, id, data_key, reference_sealed, reference_index, attributes_sealed, name_sealed,
                                   phone_sealed, phone_index, identity_number_sealed, identity_number_index, credit_code_sealed, credit_code_index)
     SELECT $1, $2, * FROM ${givenColumns} ON CONFLICT (tenant_id, environment, reference_index) DO NOTHING RETURNING id`,
    [context.tenantId, context.environment, ...listsOf(sealed.map(({ columns }) => columns))],
  );
  const inserted = new Set(rows.map(({ id }) => id));
  return new Map(
    sealed
      .filter(({ columns }) => inserted.has(columns.id))
      .map(({ reference, columns }) => [reference, columns.id]),
  );
}

/** Writes rows that are locked, sealed; what they held in the clear goes. */
export async function writeSealed(
  { query, context }: TenantTransaction,
  rows: readonly SealedColumns[],
): Promise<void> {
  if (rows.length === 0) return;
  await query(
    'write borrowers',
    `UPDATE lending.borrower AS kept SET
       reference = NULL, attributes = NULL, data_key = given.data_key, reference_sealed = given.reference_sealed,
       reference_index = given.reference_index, attributes_sealed = given.attributes_sealed, name_sealed = given.name_sealed,
       phone_sealed = given.phone_sealed, phone_index = given.phone_index, identity_number_sealed = given.identity_number_sealed,
       identity_number_index = given.identity_number_index, credit_code_sealed = given.credit_code_sealed,
       credit_code_index = given.credit_code_index
     FROM ${givenColumns}
     WHERE kept.tenant_id = $1 AND kept.environment = $2 AND kept.id = given.id AND kept.erased_at IS NULL`,
    [context.tenantId, context.environment, ...listsOf(rows)],
  );
}

const givenColumns = `unnest($3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[], $10::bytea[],
       $11::bytea[], $12::bytea[], $13::bytea[], $14::bytea[])
     AS given (id, data_key, reference_sealed, reference_index, attributes_sealed, name_sealed, phone_sealed, phone_index,
               identity_number_sealed, identity_number_index, credit_code_sealed, credit_code_index)`;

function listsOf(rows: readonly SealedColumns[]): unknown[] {
  return [
    rows.map(({ id }) => id),
    rows.map(({ dataKey }) => dataKey),
    rows.map(({ referenceSealed }) => referenceSealed),
    rows.map(({ referenceIndex }) => referenceIndex),
    rows.map(({ attributesSealed }) => attributesSealed),
    rows.map(({ nameSealed }) => nameSealed),
    rows.map(({ phoneSealed }) => phoneSealed),
    rows.map(({ phoneIndex }) => phoneIndex),
    rows.map(({ identityNumberSealed }) => identityNumberSealed),
    rows.map(({ identityNumberIndex }) => identityNumberIndex),
    rows.map(({ creditCodeSealed }) => creditCodeSealed),
    rows.map(({ creditCodeIndex }) => creditCodeIndex),
  ];
}

export async function findBorrowersById(
  database: ServiceDatabase,
  context: TenantContext,
  ids: readonly string[],
): Promise<KeptBorrower[]> {
  return database.call<Row>(context, 'lending.find_borrowers', [ids]);
}

/** What a list of borrowers is narrowed to: blind indexes, all of which must match. */
export interface BorrowerFilter {
  readonly reference: Buffer | null;
  /** For rows of before they were sealed. */
  readonly referenceText: string | null;
  readonly phone: Buffer | null;
  readonly identityNumber: Buffer | null;
  readonly unifiedSocialCreditCode: Buffer | null;
}

export async function readBorrowers(
  transaction: TenantTransaction,
  page: Page,
  filter: BorrowerFilter,
): Promise<KeptBorrower[]> {
  const { query, context } = transaction;
  const isInClear = filter.referenceText !== null && (await hasUnsealed(transaction));
  return query<Row>(
    'read borrowers',
    `SELECT kept.* FROM lending.kept_borrower AS kept JOIN lending.borrower USING (tenant_id, environment, id)
     WHERE tenant_id = $1 AND environment = $2 AND ($3::bytea IS NULL OR reference_index = $3 OR borrower.reference = $4)
       AND ($5::bytea IS NULL OR phone_index = $5) AND ($6::bytea IS NULL OR identity_number_index = $6)
       AND ($7::bytea IS NULL OR credit_code_index = $7) AND ($8::text IS NULL OR id > $8) AND ($9::text IS NULL OR id < $9)
     ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $10`,
    [
      context.tenantId,
      context.environment,
      filter.reference,
      isInClear ? filter.referenceText : null,
      filter.phone,
      filter.identityNumber,
      filter.unifiedSocialCreditCode,
      page.afterId,
      page.beforeId,
      page.limit,
    ],
  );
}

/** Writes values over a borrower's attributes; false when there is no such borrower. */
export async function correctAttributes(
  transaction: TenantTransaction,
  keys: TenantKeys,
  id: string,
  attributes: BorrowerAttributes,
): Promise<boolean> {
  const [row] = await lockBorrowers(transaction, [id]);
  if (!row) return false;
  const known = openBorrower(keys, row);
  const right = { ...known, attributes: { ...known.attributes, ...attributes } };
  await writeSealed(transaction, [sealBorrower(keys, id, right)]);
  return true;
}

export async function lockBorrowers(
  { query, context }: TenantTransaction,
  ids: readonly string[],
): Promise<KeptBorrower[]> {
  return query<Row>(
    'lock borrowers',
    `SELECT * FROM lending.kept_borrower WHERE tenant_id = $1 AND environment = $2 AND id = ANY (ARRAY(
       SELECT id FROM lending.borrower WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3) ORDER BY id FOR UPDATE))`,
    [context.tenantId, context.environment, ids],
  );
}

/** The next borrowers that do not stand under a version of the tenant's key or a newer one, a part at a time. */
export async function borrowersToSeal(
  { query, context }: TenantTransaction,
  version: number,
  afterId: string,
  limit: number,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    'borrowers to seal',
    `SELECT id FROM lending.borrower
     WHERE tenant_id = $1 AND environment = $2 AND id > $3 AND erased_at IS NULL
       AND (data_key IS NULL OR foundation.key_version(data_key) < $4)
     ORDER BY id LIMIT $5`,
    [context.tenantId, context.environment, afterId, version, limit],
  );
  return rows.map(({ id }) => id);
}

/** All that this service holds of a borrower but what is sealed. */
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
  sealed: { readonly attributes: number; readonly keyId: string | null },
): Promise<{ counts: Record<string, number>; destroyedKey: string | null }> {
  const [row] = await database.call<{ counts: Record<string, number>; destroyed_key: string | null }>(
    context,
    'lending.erase_borrower',
    [actor, id, sealed.attributes, sealed.keyId],
  );
  if (!row) throw new Error('an erasure was not returned');
  return { counts: row.counts, destroyedKey: row.destroyed_key };
}
