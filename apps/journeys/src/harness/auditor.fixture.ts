import pg from 'pg';
import { bankBook } from './sandbox-bank.fixture.js';
import { queryOwn } from './own-tenants.fixture.js';
import type { RunningPlatform } from './running-platform.fixture.js';

/** Looks into the database as its superuser, whom no policy binds. On a platform that journeys share, a look sees this journey's tenants alone. */
export async function queryAll<Row = Record<string, string>>(
  platform: RunningPlatform,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: platform.ready.databaseUrl });
  await client.connect();
  try {
    const isLook = /^\s*(SELECT|WITH)\b/.test(sql);
    const { ownSlugs } = platform;
    if (isLook && ownSlugs) return (await queryOwn(client, ownSlugs, sql, parameters)) as Row[];
    return (await client.query(sql, [...parameters])).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Each rule finds the rows that break it; no row, no finding. It shares no code with what it audits. */
const rules: Readonly<Record<string, string>> = {
  'an entry does not balance': `
    SELECT tenant_id, entry_id, currency, sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END)::text AS difference
    FROM ledger.posting GROUP BY tenant_id, environment, entry_id, currency
    HAVING sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END) <> 0`,
  'an entry has no postings': `
    SELECT id FROM ledger.journal_entry e WHERE NOT EXISTS (
      SELECT FROM ledger.posting p WHERE (p.tenant_id, p.environment, p.entry_id) = (e.tenant_id, e.environment, e.id))`,
  'a loan is still on its way': `SELECT id, status FROM lending.loan WHERE status IN ('PENDING', 'DISBURSING')`,
  'a pending entry is left': `SELECT id, cause_id FROM ledger.journal_entry WHERE status = 'pending'`,
  'a loan and its entry tell different stories': `
    SELECT l.id, l.status, e.status AS entry FROM lending.loan l
    LEFT JOIN ledger.journal_entry e ON (e.tenant_id, e.environment, e.id) = (l.tenant_id, l.environment, l.entry_id)
    WHERE e.status IS DISTINCT FROM CASE WHEN l.status = 'FAILED' THEN 'voided' WHEN l.status IN ('PENDING', 'DISBURSING') THEN 'pending' ELSE 'posted' END
       OR e.cause_id IS DISTINCT FROM l.id`,
  'a drawdown is booked with another amount than it was drawn': `
    SELECT l.id FROM lending.loan l JOIN ledger.posting p ON (p.tenant_id, p.environment, p.entry_id) = (l.tenant_id, l.environment, l.entry_id)
    WHERE p.amount_minor <> l.principal_minor OR p.currency <> l.currency`,
  'a drawdown has more than one entry': `
    SELECT cause_id, count(*)::text FROM ledger.journal_entry WHERE cause_type = 'drawdown' GROUP BY tenant_id, environment, cause_id HAVING count(*) <> 1`,
  'what a line has used is not what its loans owe': `
    SELECT c.id, c.used_minor::text, coalesce(sum(l.outstanding_minor), 0)::text AS outstanding FROM lending.credit_line c
    LEFT JOIN lending.loan l ON (l.tenant_id, l.environment, l.credit_line_id) = (c.tenant_id, c.environment, c.id)
    GROUP BY c.tenant_id, c.environment, c.id, c.used_minor HAVING c.used_minor <> coalesce(sum(l.outstanding_minor), 0)`,
  'a line is over its limit': `SELECT id FROM lending.credit_line WHERE used_minor > limit_minor OR used_minor < 0`,
  'what a loan owes is not what was drawn less what was repaid': `
    SELECT l.id FROM lending.loan l LEFT JOIN (
      SELECT r.tenant_id, r.environment, r.loan_id, sum(coalesce((
        SELECT d.principal_minor FROM lending.reallocation d WHERE (d.tenant_id, d.environment, d.repayment_id) = (r.tenant_id, r.environment, r.id)
        ORDER BY d.reversal_id DESC LIMIT 1), r.principal_minor)) AS repaid
      FROM lending.repayment r WHERE r.reversal_id IS NULL GROUP BY 1, 2, 3) r ON (r.tenant_id, r.environment, r.loan_id) = (l.tenant_id, l.environment, l.id)
    WHERE l.outstanding_minor <> CASE WHEN l.status = 'FAILED' THEN 0 ELSE l.principal_minor + l.capitalised_minor - coalesce(r.repaid, 0) END`,
  'booked interest is not the sum of its days': `
    SELECT l.id FROM lending.loan l WHERE NOT l.non_accrual AND l.status <> 'WRITTEN_OFF' AND l.accrued_minor <>
      coalesce((SELECT sum(a.amount_minor) FROM lending.accrual a WHERE (a.tenant_id, a.environment, a.loan_id) = (l.tenant_id, l.environment, l.id)), 0)
      - coalesce((SELECT sum(m.amount_minor) FROM lending.movement m
                  WHERE (m.tenant_id, m.environment, m.loan_id) = (l.tenant_id, l.environment, l.id) AND m.code = '6011'), 0)`,
  'the sub-ledger does not sum up to the ledger': `
    WITH ledger AS (
      SELECT p.tenant_id, p.environment, p.entry_id, a.code, sum(CASE p.side WHEN 'debit' THEN p.amount_minor ELSE -p.amount_minor END) AS minor
      FROM ledger.posting p JOIN ledger.account a ON (a.tenant_id, a.environment, a.id) = (p.tenant_id, p.environment, p.account_id)
      JOIN ledger.journal_entry e ON (e.tenant_id, e.environment, e.id) = (p.tenant_id, p.environment, p.entry_id) AND e.status = 'posted'
      GROUP BY 1, 2, 3, 4), sub AS (
      SELECT tenant_id, environment, entry_id, code, sum(amount_minor) AS minor FROM lending.sub_ledger GROUP BY 1, 2, 3, 4)
    SELECT tenant_id, entry_id, code, ledger.minor::text AS ledger, sub.minor::text AS sub
    FROM ledger FULL JOIN sub USING (tenant_id, environment, entry_id, code) WHERE coalesce(ledger.minor, 0) <> coalesce(sub.minor, 0)`,
  'the balance of 1301 is not the principal that is owed': balanceRule(
    '1301',
    `
    SELECT tenant_id, environment, sum(outstanding_minor) AS owed FROM lending.loan
    WHERE status NOT IN ('PENDING', 'DISBURSING', 'FAILED', 'WRITTEN_OFF') GROUP BY tenant_id, environment`,
  ),
  'the balance of 1311 is not the interest that is owed': balanceRule(
    '1311',
    `
    SELECT tenant_id, environment, sum(accrued_minor - interest_paid_minor - capitalised_minor) AS owed FROM lending.loan
    WHERE NOT non_accrual AND status <> 'WRITTEN_OFF' GROUP BY tenant_id, environment`,
  ),
  'an event was not published': `SELECT id, type FROM lending.outbox_event WHERE published_at IS NULL`,
  'a job is left': `
    SELECT j.id::text, t.identifier, j.last_error FROM job_lending._private_jobs j JOIN job_lending._private_tasks t ON t.id = j.task_id
    WHERE t.identifier <> 'sweep'`,
  'nobody looks after what a tenant has unfinished': `
    SELECT DISTINCT l.tenant_id, l.environment FROM lending.loan l WHERE NOT EXISTS (
      SELECT FROM job_lending._private_jobs j
      WHERE j.payload ->> 'tenantId' = l.tenant_id AND j.payload ->> 'environment' = l.environment AND j.attempts < j.max_attempts)`,
  'a usage of another count than loans that were paid out': `
    SELECT tenant_id FROM (
      SELECT tenant_id, environment, count(*) AS loans, 0 AS used FROM lending.loan WHERE disbursed_at IS NOT NULL GROUP BY 1, 2
      UNION ALL SELECT tenant_id, environment, 0, sum(quantity) FROM billing.usage WHERE meter = 'disbursements' GROUP BY 1, 2) AS counted
    GROUP BY tenant_id, environment HAVING sum(loans) <> sum(used)`,
};

function balanceRule(code: string, owed: string): string {
  return `
    WITH balance AS (
      SELECT p.tenant_id, p.environment, sum(CASE p.side WHEN 'debit' THEN p.amount_minor ELSE -p.amount_minor END) AS minor
      FROM ledger.posting p
      JOIN ledger.account a ON (a.tenant_id, a.environment, a.id) = (p.tenant_id, p.environment, p.account_id) AND a.code = '${code}'
      JOIN ledger.journal_entry e ON (e.tenant_id, e.environment, e.id) = (p.tenant_id, p.environment, p.entry_id) AND e.status = 'posted'
      GROUP BY p.tenant_id, p.environment), owed AS (${owed})
    SELECT tenant_id, balance.minor::text, owed.owed::text FROM balance FULL JOIN owed USING (tenant_id, environment)
    WHERE coalesce(balance.minor, 0) <> coalesce(owed.owed, 0)`;
}

/**
 * An auditor who has the database and the bank's own book and believes nobody: everything that does not agree, in words.
 * An empty list is what a test wants.
 */
export async function findings(platform: RunningPlatform): Promise<string[]> {
  const found: string[] = [];
  for (const [rule, sql] of Object.entries(rules)) {
    for (const row of await queryAll(platform, sql)) found.push(`${rule}: ${JSON.stringify(row)}`);
  }
  return [...found, ...(await bankFindings(platform))];
}

/** The bank's book against the ledger, payment by payment and in total. */
async function bankFindings(platform: RunningPlatform): Promise<string[]> {
  const paid = (await bankBook(platform)).filter(({ status }) => status === 'PAID');
  const loans = await queryAll<{ id: string; minor: string; status: string }>(
    platform,
    `SELECT l.id, (l.principal_minor - coalesce((
         SELECT sum(p.amount_minor) FROM ledger.journal_entry f
         JOIN ledger.posting p ON (p.tenant_id, p.environment, p.entry_id) = (f.tenant_id, f.environment, f.id) AND p.side = 'debit'
         WHERE (f.tenant_id, f.environment, f.cause_type, f.cause_id) = (l.tenant_id, l.environment, 'fee', l.id)), 0))::text AS minor,
       e.status FROM lending.loan l
     JOIN ledger.journal_entry e ON (e.tenant_id, e.environment, e.id) = (l.tenant_id, l.environment, l.entry_id)`,
  );
  const posted = new Map(
    loans.filter(({ status }) => status === 'posted').map(({ id, minor }) => [id, minor]),
  );
  const found: string[] = [];
  const seen = new Set<string>();
  for (const { reference, amount } of paid) {
    if (seen.has(reference)) found.push(`the bank paid ${reference} more than once`);
    seen.add(reference);
    const minor = posted.get(reference);
    if (minor === undefined) found.push(`the bank paid ${reference}, which is not in the ledger as posted`);
    else if (minor !== minorOf(amount))
      found.push(`the bank paid ${amount} for ${reference}, the ledger says ${minor}`);
  }
  for (const id of posted.keys())
    if (!seen.has(id)) found.push(`the ledger says that ${id} was paid, the bank never did`);
  const [total] = await queryAll(
    platform,
    `SELECT coalesce(sum(CASE e.cause_type WHEN 'fee' THEN -amount_minor ELSE amount_minor END), 0)::text AS minor FROM ledger.posting p
     JOIN ledger.journal_entry e ON (e.tenant_id, e.environment, e.id) = (p.tenant_id, p.environment, p.entry_id)
     WHERE e.cause_type IN ('drawdown', 'fee') AND e.status = 'posted' AND p.side = 'debit'`,
  );
  const atBank = paid.reduce((sum, { amount }) => sum + BigInt(minorOf(amount)), 0n).toString();
  if (total?.['minor'] !== atBank)
    found.push(`the bank paid ${atBank} in all, the ledger says ${total?.['minor']}`);
  return found;
}

/** Of an amount with two decimals, as all that these tests draw have. */
function minorOf(amount: string): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(2, '0')).toString();
}
