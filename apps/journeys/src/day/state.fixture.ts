import { queryAll } from '../harness/auditor.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';

/** Loans of a tenant named so that two banks with the same loans name them alike: by product, amount, and their order. */
const named = `
  WITH named AS (
    SELECT loan.tenant_id, loan.id, product.code || ' ' || loan.principal_minor || ' ' || row_number() OVER (
             PARTITION BY product.code, loan.principal_minor ORDER BY loan.id) AS name
    FROM lending.loan JOIN lending.credit_line line ON line.tenant_id = loan.tenant_id AND line.id = loan.credit_line_id
    JOIN product.product ON product.tenant_id = line.tenant_id AND product.id = line.product_id
    WHERE loan.tenant_id = $1)`;

/**
 * All that days' ends and the commands between them leave behind, without ids, versions and instants. Entries of several loans are compared by
 * what they hold for each loan, account and day, since how many loans share one is a matter of when it was written.
 */
const tables: Readonly<Record<string, string>> = {
  loans: `SELECT name, status, principal_minor, outstanding_minor, accrued_units, accrued_minor, interest_paid_minor, accrual_from, daily_rate,
            drawn_on, term_days, due_on, plan, penalty_units, penalty_minor, penalty_paid_minor, fee_minor, fee_paid_minor, capitalised_minor,
            credit_minor, days_past_due, bucket, tier, stage, non_accrual, provision_minor, restructured_on
          FROM named JOIN lending.loan USING (tenant_id, id)`,
  instalments: `SELECT name, number, interest_from, due_on, days, principal_minor, interest_minor, fee_minor, penalty_units, penalty_minor,
            principal_paid_minor, interest_paid_minor, fee_paid_minor, penalty_paid_minor, dropped
          FROM named JOIN lending.instalment ON instalment.tenant_id = named.tenant_id AND loan_id = named.id`,
  accruals: `SELECT name, accrued_on, amount_minor FROM named JOIN lending.accrual ON accrual.tenant_id = named.tenant_id AND loan_id = named.id`,
  movements: `SELECT name, booked_on, code, sum(amount_minor) FROM named JOIN lending.movement m ON m.tenant_id = named.tenant_id AND loan_id = named.id
          GROUP BY 1, 2, 3`,
  repayments: `SELECT name, amount_minor, interest_minor, principal_minor, fee_minor, penalty_minor, credit_minor, booked_on
          FROM named JOIN lending.repayment ON repayment.tenant_id = named.tenant_id AND loan_id = named.id`,
  shares: `SELECT name, party, account_code, booked_on, sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END)
          FROM named JOIN ledger.share_posting s ON s.tenant_id = named.tenant_id AND subject_id = named.id
          JOIN ledger.journal_entry e ON e.tenant_id = s.tenant_id AND e.id = s.entry_id GROUP BY 1, 2, 3, 4`,
  ledger: `SELECT account.code, booked_on, sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END)
          FROM ledger.posting p JOIN ledger.account ON account.tenant_id = p.tenant_id AND account.id = p.account_id
          JOIN ledger.journal_entry e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id WHERE p.tenant_id = $1 GROUP BY 1, 2`,
  lines: `SELECT product.code, status, limit_minor, used_minor FROM lending.credit_line line
          JOIN product.product ON product.tenant_id = line.tenant_id AND product.id = line.product_id WHERE line.tenant_id = $1`,
  book: 'SELECT business_date FROM lending.book WHERE tenant_id = $1',
};

/** The state of a tenant's loans and books, one text a row, by table. */
export async function stateOf(
  platform: RunningPlatform,
  tenantId: string,
): Promise<Record<string, readonly string[]>> {
  const state: Record<string, readonly string[]> = {};
  for (const [table, sql] of Object.entries(tables)) {
    const rows = await queryAll<{ line: string }>(
      platform,
      `${named} SELECT row(given.*)::text AS line FROM (${sql}) AS given ORDER BY 1`,
      [tenantId],
    );
    state[table] = rows.map(({ line }) => line);
  }
  return state;
}

/** What two states do not agree on: the first rows of each table that only one of them has. */
export function differences(
  one: Record<string, readonly string[]>,
  other: Record<string, readonly string[]>,
): Record<string, { onlyHere: string[]; onlyThere: string[] }> {
  const shown = 5;
  return Object.fromEntries(
    Object.keys(one).flatMap((table) => {
      const [here, there] = [new Set(one[table]), new Set(other[table])];
      const onlyHere = [...here].filter((row) => !there.has(row));
      const onlyThere = [...there].filter((row) => !here.has(row));
      return onlyHere.length + onlyThere.length === 0 && one[table]?.length === other[table]?.length
        ? []
        : [[table, { onlyHere: onlyHere.slice(0, shown), onlyThere: onlyThere.slice(0, shown) }]];
    }),
  );
}

/** A tenant's loans by their names, each with its id. */
export async function loansByName(platform: RunningPlatform, tenantId: string): Promise<Map<string, string>> {
  const rows = await queryAll<{ name: string; id: string }>(
    platform,
    `${named} SELECT name, id FROM named ORDER BY name`,
    [tenantId],
  );
  return new Map(rows.map(({ name, id }) => [name, id]));
}
