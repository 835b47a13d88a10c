import { queryAll } from '../harness/auditor.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';

/** What the sub-ledger, the ledger and the loans themselves say of each account; an empty list is agreement. */
export async function disagreementsIn(platform: RunningPlatform): Promise<unknown[]> {
  return queryAll(
    platform,
    `WITH ledger AS (
       SELECT a.code, sum(CASE p.side WHEN 'debit' THEN p.amount_minor ELSE -p.amount_minor END) AS minor
       FROM ledger.posting p JOIN ledger.journal_entry e ON (e.tenant_id, e.environment, e.id) = (p.tenant_id, p.environment, p.entry_id)
       JOIN ledger.account a ON (a.tenant_id, a.environment, a.id) = (p.tenant_id, p.environment, p.account_id)
       WHERE e.status = 'posted' GROUP BY a.code),
     sub AS (SELECT code, sum(amount_minor) AS minor FROM lending.sub_ledger GROUP BY code),
     loans AS (
       SELECT '1301' AS code, sum(outstanding_minor) FILTER (WHERE status <> 'WRITTEN_OFF') AS minor FROM lending.loan
       UNION ALL SELECT '1311', sum(accrued_minor - interest_paid_minor - capitalised_minor) FILTER (WHERE NOT non_accrual AND status <> 'WRITTEN_OFF') FROM lending.loan
       UNION ALL SELECT '1321', sum(fee_minor - fee_paid_minor) FILTER (WHERE NOT non_accrual AND status <> 'WRITTEN_OFF') FROM lending.loan
       UNION ALL SELECT '1331', sum(penalty_minor - penalty_paid_minor) FILTER (WHERE NOT non_accrual AND status <> 'WRITTEN_OFF') FROM lending.loan
       UNION ALL SELECT '2202', -sum(credit_minor) FROM lending.loan
       UNION ALL SELECT '1391', -sum(provision_minor) FROM lending.loan)
     SELECT code, ledger.minor::text AS ledger, sub.minor::text AS sub, loans.minor::text AS loans
     FROM ledger FULL JOIN sub USING (code) LEFT JOIN loans USING (code)
     WHERE coalesce(ledger.minor, 0) <> coalesce(sub.minor, 0) OR (loans.code IS NOT NULL AND coalesce(loans.minor, 0) <> coalesce(ledger.minor, 0))`,
  );
}
