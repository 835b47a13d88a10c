import type { Instant } from '@fanxing/kernel';
import type { DataAccess, DataCategory } from '@fanxing/runtime/consent';
import type { DecideAnswer, DecideRequest } from '@fanxing/risk-contract';
import type { ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Circumstances } from './circumstances.js';
import type { KeptFacts } from './sealed-decision.js';

type Answer = Omit<DecideAnswer, 'decisionId'>;

export interface DecisionRow extends KeptFacts, Record<string, unknown> {
  readonly applicationId: string;
  readonly strategyId: string;
  readonly asOf: Instant;
  readonly knownUntil: Instant;
  readonly answer: Answer;
  readonly fingerprint: string;
  readonly decidedAt: Instant;
  readonly consentId: string | null;
  readonly categories: readonly DataCategory[];
  readonly unusableSince: Instant | null;
  readonly erasedAt: Instant | null;
  readonly pipelineId: string | null;
  /** The experiment that its application took part in, and on which side. */
  readonly experimentId: string | null;
  readonly arm: 'CHAMPION' | 'CHALLENGER' | null;
  /** Null: nothing stood in for anything, and all was ready in time. */
  readonly circumstances: Circumstances | null;
  /** Milliseconds by stage; null in decisions of before they were measured. */
  readonly stageDurations: Readonly<Record<string, number>> | null;
}

export interface DecisionStart {
  readonly earlier: DecideAnswer | null;
  readonly strategyId: string | null;
  readonly pipelineId: string | null;
  readonly knownUntil: Instant;
}

/**
 * The application's decision when it has one, the pipeline and the strategy in force, and the moment up to which things are known. Fails
 * with CONSENT_REQUIRED when the consent was withdrawn.
 */
export async function startDecision(
  database: ServiceDatabase,
  context: TenantContext,
  { applicationId, productCode, productVersionId = null, access: { consentId } }: DecideRequest,
): Promise<DecisionStart> {
  const [row] = await database.call<{
    decision_id: string | null;
    answer: Answer;
    strategy_id: string | null;
    pipeline_id: string | null;
    known_until: Instant;
  }>(context, 'risk.begin_decision', [applicationId, productCode, consentId, productVersionId]);
  if (!row) throw new Error('a decision was not begun');
  const earlier = row.decision_id === null ? null : { decisionId: row.decision_id, ...row.answer };
  const { strategy_id: strategyId, pipeline_id: pipelineId, known_until: knownUntil } = row;
  return { earlier, strategyId, pipelineId, knownUntil };
}

export interface RecordedDecision {
  readonly id: string;
  readonly applicationId: string;
  readonly borrowerId: string;
  readonly strategyId: string;
  readonly asOf: Instant;
  readonly knownUntil: Instant;
  /** Attributes, values and trace, sealed. */
  readonly factsSealed: string;
  readonly answer: Answer;
  readonly fingerprint: string;
  readonly consentId: string | null;
  readonly categories: readonly DataCategory[];
  readonly pipelineId: string | null;
  readonly circumstances: Circumstances | null;
  readonly durations: Readonly<Record<string, number>>;
}

/**
 * Keeps a decision; answers the application's first, which is this one unless somebody was quicker. Fails with
 * CONSENT_REQUIRED when the consent was withdrawn meanwhile.
 */
export async function keepDecision(
  database: ServiceDatabase,
  context: TenantContext,
  given: RecordedDecision,
): Promise<DecideAnswer> {
  const [row] = await database.call<{ decision_id: string; answer: Answer }>(
    context,
    'risk.record_decision',
    [
      given.id,
      given.applicationId,
      given.borrowerId,
      given.strategyId,
      given.asOf,
      given.knownUntil,
      JSON.stringify(given.answer),
      given.fingerprint,
      given.consentId,
      given.categories,
      given.factsSealed,
      given.pipelineId,
      given.circumstances === null ? null : JSON.stringify(given.circumstances),
      JSON.stringify(given.durations),
    ],
  );
  if (!row) throw new Error('a kept decision was not returned');
  return { decisionId: row.decision_id, ...row.answer };
}

/** The borrower's latest decision, not older than that, whose figures may stand in for a source that is down. */
export async function lastKnownDecision(
  database: ServiceDatabase,
  context: TenantContext,
  { borrowerId, categories }: DataAccess,
  asOf: Instant,
  notBefore: Instant,
): Promise<string | undefined> {
  const parameters = [borrowerId, asOf, notBefore, categories];
  const [row] = await database.call<{ id: string }>(context, 'risk.last_known_decision', parameters);
  return row?.id;
}

/** Decisions by their ids, in no order. */
export async function findDecisions(
  { query, context }: TenantTransaction,
  ids: readonly string[],
): Promise<DecisionRow[]> {
  return query<DecisionRow>(
    'find decisions',
    `SELECT id, application_id AS "applicationId", borrower_id AS "borrowerId", strategy_id AS "strategyId", as_of AS "asOf",
            known_until AS "knownUntil", attributes, values_used AS values, answer, trace, facts_sealed AS "factsSealed", fingerprint, decided_at AS "decidedAt",
            consent_id AS "consentId", categories, unusable_since AS "unusableSince", erased_at AS "erasedAt",
            pipeline_id AS "pipelineId", circumstances, stage_durations AS "stageDurations",
            experiment_id AS "experimentId", arm
     FROM risk.decision WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3)`,
    [context.tenantId, context.environment, ids],
  );
}
