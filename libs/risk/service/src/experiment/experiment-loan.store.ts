import type { Arm } from '@fanxing/risk-experiment';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';

/** An approval of an experiment whose loan was not judged yet. */
export interface UnjudgedRow extends Record<string, unknown> {
  /** The decision's. */
  readonly id: string;
  readonly applicationId: string;
  readonly arm: Arm;
}

/** A loan that is old enough: whether its first due day was missed. */
export interface JudgedLoan {
  readonly decisionId: string;
  readonly arm: Arm;
  readonly late: boolean;
}

/** A part of an experiment's approvals in the order of their ids. */
export async function readUnjudged(
  { query, context }: TenantReading,
  experimentId: string,
  afterId: string,
  limit: number,
): Promise<UnjudgedRow[]> {
  return query<UnjudgedRow>(
    'read unjudged approvals of an experiment',
    `SELECT decision.id, application_id AS "applicationId", arm FROM risk.decision
     WHERE tenant_id = $1 AND environment = $2 AND experiment_id = $3 AND id > $4 AND answer ->> 'outcome' = 'APPROVE'
       AND NOT EXISTS (
         SELECT FROM risk.experiment_loan AS judged WHERE judged.tenant_id = $1 AND judged.environment = $2
           AND judged.experiment_id = $3 AND judged.decision_id = decision.id)
     ORDER BY id LIMIT $5`,
    [context.tenantId, context.environment, experimentId, afterId, limit],
  );
}

/** Keeps what was judged; the first judgement of a loan stays. */
export async function keepJudged(
  { query, context }: TenantTransaction,
  experimentId: string,
  loans: readonly JudgedLoan[],
): Promise<void> {
  if (loans.length === 0) return;
  await query(
    'keep judged loans',
    `INSERT INTO risk.experiment_loan (tenant_id, environment, experiment_id, decision_id, arm, late)
     SELECT $1, $2, $3, judged."decisionId", judged.arm, judged.late
     FROM jsonb_to_recordset($4) AS judged ("decisionId" text, arm text, late boolean) ON CONFLICT DO NOTHING`,
    [context.tenantId, context.environment, experimentId, JSON.stringify(loans)],
  );
}
