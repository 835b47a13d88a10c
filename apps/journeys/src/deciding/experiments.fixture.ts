import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';

/** Rails that hold whatever happens, unless they are changed. */
export const guardRails = {
  minimumSample: 30,
  alpha: 0.05,
  approvalRateWithin: null,
  declineReasonWithin: null,
  earlyDelinquencyWithin: null,
  earlyDelinquencyDays: 7,
  fairness: null,
};

/** Loans of thirty others of the champion, which were paid, and of twenty-nine of the challenger, which were not. */
export async function othersWithLoans(
  { platform }: Tenant,
  experimentId: string,
  decisionId: string,
): Promise<void> {
  await queryAll(
    platform,
    `INSERT INTO risk.decision (tenant_id, environment, id, application_id, borrower_id, strategy_id, as_of, known_until, attributes,
       values_used, answer, trace, fingerprint, categories, experiment_id, arm)
     SELECT one.tenant_id, one.environment, left(one.id, -3) || place, left(one.application_id, -3) || place, one.borrower_id,
            one.strategy_id, one.as_of, one.known_until, '{}', '{}', one.answer, '[]', '', '{}', $1,
            CASE WHEN place <= 130 THEN 'CHAMPION' ELSE 'CHALLENGER' END
     FROM risk.decision AS one, generate_series(101, 159) AS place WHERE one.id = $2`,
    [experimentId, decisionId],
  );
  await queryAll(
    platform,
    `INSERT INTO risk.experiment_loan (tenant_id, environment, experiment_id, decision_id, arm, late)
     SELECT tenant_id, environment, experiment_id, id, arm, arm = 'CHALLENGER' FROM risk.decision WHERE experiment_id = $1 AND id <> $2`,
    [experimentId, decisionId],
  );
}

export async function passDays({ lender }: Tenant, idempotencyKey: string, days: number): Promise<void> {
  await lender.do('advanceTestClock', { idempotencyKey, days }, 'businessDate');
}
