import type { BusinessDate, CurrencyCode, Instant } from '@fanxing/kernel';
import type { BankStatement, StatementLine } from '@fanxing/ledger-domain';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';

export interface StatementRow extends Record<string, unknown> {
  readonly id: string;
  readonly reference: string;
  readonly account: string | null;
  readonly bookedFrom: BusinessDate;
  readonly bookedThrough: BusinessDate;
  readonly isSigned: boolean;
  readonly isBalanced: boolean | null;
  readonly importedAt: Instant;
  readonly lines: number;
}

const selectStatement = `
  SELECT id, reference, account, booked_from AS "bookedFrom", booked_through AS "bookedThrough", is_signed AS "isSigned",
         is_balanced AS "isBalanced", imported_at AS "importedAt",
         (SELECT count(*)::integer FROM lending.bank_statement_line AS line WHERE line.tenant_id = statement.tenant_id
            AND line.environment = statement.environment AND line.statement_id = statement.id) AS lines
  FROM lending.bank_statement AS statement WHERE tenant_id = $1 AND environment = $2`;

export async function readStatements({ query, context }: TenantTransaction): Promise<StatementRow[]> {
  return query<StatementRow>('read statements', `${selectStatement} ORDER BY id DESC LIMIT 100`, [
    context.tenantId,
    context.environment,
  ]);
}

export async function findStatement(
  { query, context }: TenantReading,
  id: string,
): Promise<StatementRow | undefined> {
  const [row] = await query<StatementRow>('find statement', `${selectStatement} AND id = $3`, [
    context.tenantId,
    context.environment,
    id,
  ]);
  return row;
}

/** The id of the statement that the bank calls so, made now if it is new; held against another import of it. */
export async function takeStatement(
  { query, context }: TenantTransaction,
  { reference, account, from, through, isSigned, isBalanced }: BankStatement,
): Promise<string> {
  const [row] = await query<{ id: string }>(
    'take statement',
    `INSERT INTO lending.bank_statement AS kept (tenant_id, environment, id, reference, account, booked_from, booked_through, is_signed,
                                                 is_balanced)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (tenant_id, environment, reference) DO UPDATE
     SET booked_from = least(kept.booked_from, excluded.booked_from), booked_through = greatest(kept.booked_through, excluded.booked_through),
         is_signed = kept.is_signed OR excluded.is_signed, is_balanced = excluded.is_balanced
     RETURNING id`,
    [
      context.tenantId,
      context.environment,
      newId('bankStatement'),
      reference,
      account,
      from,
      through,
      isSigned,
      isBalanced,
    ],
  );
  if (!row) throw new Error('a statement that was taken is not there');
  return row.id;
}

/** Adds the lines that are new. Answers how many, and the first line that was there with other content. */
export async function addLines(
  { query, context }: TenantTransaction,
  statementId: string,
  lines: readonly StatementLine[],
): Promise<{ added: number; changedLine: number | null }> {
  const columns = [
    context.tenantId,
    context.environment,
    statementId,
    lines.map(({ line }) => line),
    lines.map(({ reference }) => reference),
    lines.map(({ bookedOn }) => bookedOn),
    lines.map(({ amountMinor }) => amountMinor.toString()),
    lines.map(({ currency }) => currency),
  ];
  const given = `unnest($4::integer[], $5::text[], $6::date[], $7::bigint[], $8::text[]) AS given (line, reference, booked_on, amount_minor, currency)`;
  const added = await query(
    'add statement lines',
    `INSERT INTO lending.bank_statement_line (tenant_id, environment, statement_id, line, reference, booked_on, amount_minor, currency)
     SELECT $1, $2, $3, given.* FROM ${given} ON CONFLICT DO NOTHING RETURNING line`,
    columns,
  );
  const [changed] = await query<{ line: number }>(
    'find changed statement line',
    `SELECT given.line FROM ${given} JOIN lending.bank_statement_line AS kept
       ON kept.tenant_id = $1 AND kept.environment = $2 AND kept.statement_id = $3 AND kept.line = given.line
     WHERE (kept.reference, kept.booked_on, kept.amount_minor, kept.currency)
       IS DISTINCT FROM (given.reference, given.booked_on, given.amount_minor, given.currency)
     ORDER BY given.line LIMIT 1`,
    columns,
  );
  return { added: added.length, changedLine: changed?.line ?? null };
}

export async function readLines(
  { query, context }: TenantReading,
  statementId: string,
): Promise<StatementLine[]> {
  const rows = await query<{
    line: number;
    reference: string;
    bookedOn: BusinessDate;
    amountMinor: string;
    currency: CurrencyCode;
  }>(
    'read statement lines',
    `SELECT line, reference, booked_on AS "bookedOn", amount_minor::text AS "amountMinor", currency FROM lending.bank_statement_line
     WHERE tenant_id = $1 AND environment = $2 AND statement_id = $3 ORDER BY line`,
    [context.tenantId, context.environment, statementId],
  );
  return rows.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) }));
}

/** Which of these references stand in another statement than this one. */
export async function readReferencesElsewhere(
  { query, context }: TenantReading,
  statementId: string,
  references: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await query<{ reference: string }>(
    'read references elsewhere',
    `SELECT DISTINCT reference FROM lending.bank_statement_line
     WHERE tenant_id = $1 AND environment = $2 AND statement_id <> $3 AND reference = ANY ($4)`,
    [context.tenantId, context.environment, statementId, references],
  );
  return new Set(rows.map(({ reference }) => reference));
}
