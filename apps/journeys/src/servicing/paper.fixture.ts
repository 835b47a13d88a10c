import { queryAll } from '../harness/auditor.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';

/**
 * What must be true of any loan whatever was done to it, from nothing but what was lent, paid and paid back. Each row is a loan that breaks
 * one of these:
 * - what was paid went somewhere: the parts of all repayments that stand sum to them;
 * - principal that was paid and principal that is owed are what was lent and made principal;
 * - of interest, fees and penalties the loan has as paid what the repayments say;
 * - what was overpaid and not refunded is kept;
 * - the instalments that are asked for sum to the loan;
 * - nothing is below zero, and a closed loan owes nothing.
 */
const rule = `
  WITH paid AS (
    SELECT tenant_id, "loanId" AS id, sum("amountMinor") AS amount, sum("principalMinor") AS principal, sum("interestMinor") AS interest,
           sum("feeMinor") AS fee, sum("penaltyMinor") AS penalty, sum("creditMinor") AS credit
    FROM lending.shown_repayment WHERE "reversalId" IS NULL GROUP BY 1, 2),
  refunded AS (
    SELECT tenant_id, loan_id AS id, sum((details ->> 'amountMinor')::bigint) AS minor FROM lending.loan_event WHERE kind = 'REFUND' GROUP BY 1, 2),
  asked AS (
    SELECT tenant_id, loan_id AS id, sum(principal_minor) AS principal, sum(principal_paid_minor) AS principal_paid,
           sum(interest_paid_minor) AS interest_paid, sum(fee_paid_minor) AS fee_paid, sum(penalty_minor) AS penalty,
           sum(penalty_paid_minor) AS penalty_paid
    FROM lending.instalment WHERE NOT dropped GROUP BY 1, 2),
  said AS (
    SELECT loan.id, loan.status,
      coalesce(paid.amount, 0) = coalesce(paid.principal + paid.interest + paid.fee + paid.penalty + paid.credit, 0) AS "parts sum up",
      principal_minor + capitalised_minor = outstanding_minor + coalesce(paid.principal, 0) AS "principal is kept",
      interest_paid_minor = coalesce(paid.interest, 0) AS "interest is paid",
      fee_paid_minor = coalesce(paid.fee, 0) AS "fees are paid",
      penalty_paid_minor = coalesce(paid.penalty, 0) AS "penalties are paid",
      credit_minor = coalesce(paid.credit, 0) - coalesce(refunded.minor, 0) AS "credit is kept",
      plan IS NULL OR (asked.principal = principal_minor + capitalised_minor AND asked.principal_paid = coalesce(paid.principal, 0)
        AND asked.interest_paid = interest_paid_minor AND asked.fee_paid = fee_paid_minor AND asked.penalty = penalty_minor
        AND asked.penalty_paid = penalty_paid_minor) AS "instalments sum up",
      least(outstanding_minor, accrued_minor, interest_paid_minor, penalty_minor, fee_minor, credit_minor, provision_minor) >= 0 AS "nothing below zero",
      loan.status <> 'CLOSED' OR (outstanding_minor = 0 AND accrued_minor = interest_paid_minor + capitalised_minor AND fee_minor = fee_paid_minor
        AND penalty_minor = penalty_paid_minor) AS "closed owes nothing"
    FROM lending.loan LEFT JOIN paid USING (tenant_id, id) LEFT JOIN refunded USING (tenant_id, id) LEFT JOIN asked USING (tenant_id, id)
    WHERE loan.status NOT IN ('PENDING', 'DISBURSING', 'FAILED'))
  SELECT said.id, said.status, broken.key AS broken FROM said, jsonb_each(to_jsonb(said)) AS broken WHERE broken.value = 'false'
  UNION ALL
  SELECT line.id, line.status, 'used is not what is outstanding' FROM lending.credit_line line
  WHERE used_minor <> (SELECT coalesce(sum(outstanding_minor), 0) FROM lending.loan WHERE loan.tenant_id = line.tenant_id AND credit_line_id = line.id)`;

/** Loans and lines on which paper and platform disagree; an empty list is agreement. */
export async function onPaperDisagrees(platform: RunningPlatform): Promise<unknown[]> {
  return queryAll(platform, rule);
}

/**
 * Interest of loans by the day, from nothing but what was lent and when principal came back: each day earns the daily rate on what is owed
 * at its end, and what was waived is owed no more. Rounding may part by a cent, and by another for each waiver, which takes what was
 * rounded up along. What was undone never happened. Loans under new terms are left out: their days were others.
 */
const interestRule = `
  SELECT loan.id, loan.status, loan.accrued_minor::text AS accrued, round(paper.minor, 4)::text AS paper, waived.minor::text AS waived,
         abs(loan.accrued_minor + waived.minor - paper.minor) <= 1 + waived.times AS agrees
  FROM lending.loan
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(loan.daily_rate * (loan.principal_minor - (
      SELECT coalesce(sum(paid."principalMinor"), 0) FROM lending.shown_repayment AS paid
      WHERE paid.tenant_id = loan.tenant_id AND paid."loanId" = loan.id AND paid."reversalId" IS NULL
        AND paid."bookedOn" <= day::date))), 0) AS minor
    FROM generate_series(loan.drawn_on, loan.accrual_from - 1, interval '1 day') AS day) AS paper
  CROSS JOIN LATERAL (
    SELECT coalesce(sum((details ->> 'interestMinor')::bigint), 0) AS minor, count(*) AS times FROM lending.loan_event
    WHERE loan_event.tenant_id = loan.tenant_id AND loan_event.loan_id = loan.id AND kind = 'WAIVER') AS waived
  WHERE loan.plan IS NULL AND loan.status IN ('ACTIVE', 'OVERDUE', 'CLOSED') AND NOT EXISTS (
    SELECT FROM lending.loan_event AS anew
    WHERE anew.tenant_id = loan.tenant_id AND anew.loan_id = loan.id AND anew.kind IN ('RESTRUCTURE', 'WRITE_OFF'))`;

export interface InterestOnPaper {
  readonly id: string;
  readonly status: string;
  readonly agrees: boolean;
}

export function interestOnPaper(platform: RunningPlatform): Promise<InterestOnPaper[]> {
  return queryAll<InterestOnPaper>(platform, interestRule);
}
