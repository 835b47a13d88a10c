import type { Instant } from '@fanxing/kernel';
import type { Arm, ArmFigures, Breach, GuardRails } from '@fanxing/risk-experiment';
import type { Page, ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';

export type ExperimentMode = 'SHADOW' | 'PILOT';
export type ExperimentStatus = 'RUNNING' | 'STOPPED' | 'ROLLED_BACK';

export interface ExperimentRow extends Record<string, unknown> {
  readonly id: string;
  readonly productCode: string;
  readonly name: string;
  readonly mode: ExperimentMode;
  readonly championStrategyId: string | null;
  readonly championPipelineId: string | null;
  readonly challengerStrategyId: string | null;
  readonly challengerPipelineId: string | null;
  readonly steps: readonly number[];
  readonly step: number;
  readonly guardRails: GuardRails;
  readonly looks: number;
  readonly status: ExperimentStatus;
  readonly breaches: readonly Breach[];
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

const columns = `id, product_code AS "productCode", name, mode, champion_strategy_id AS "championStrategyId",
  champion_pipeline_id AS "championPipelineId", challenger_strategy_id AS "challengerStrategyId",
  challenger_pipeline_id AS "challengerPipelineId", steps, step, guard_rails AS "guardRails", looks, status, breaches,
  started_at AS "startedAt", ended_at AS "endedAt"`;

type NewExperiment = Omit<
  ExperimentRow,
  'id' | 'step' | 'looks' | 'status' | 'breaches' | 'startedAt' | 'endedAt'
>;

/** Adds an experiment that runs; undefined where the product has one already. */
export async function addExperiment(
  { query, context }: TenantTransaction,
  experiment: NewExperiment,
): Promise<string | undefined> {
  const [row] = await query<{ id: string }>(
    'add experiment',
    `INSERT INTO risk.experiment (tenant_id, environment, id, product_code, name, mode, champion_strategy_id, champion_pipeline_id,
                                  challenger_strategy_id, challenger_pipeline_id, steps, guard_rails, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'RUNNING')
     ON CONFLICT (tenant_id, environment, product_code) WHERE status = 'RUNNING' DO NOTHING RETURNING id`,
    [
      context.tenantId,
      context.environment,
      newId('experiment'),
      experiment.productCode,
      experiment.name,
      experiment.mode,
      experiment.championStrategyId,
      experiment.championPipelineId,
      experiment.challengerStrategyId,
      experiment.challengerPipelineId,
      experiment.steps,
      JSON.stringify(experiment.guardRails),
    ],
  );
  return row?.id;
}

/** Experiments by their ids, in no order. */
export async function findExperiments(
  { query, context }: TenantTransaction,
  ids: readonly string[],
): Promise<ExperimentRow[]> {
  return query<ExperimentRow>(
    'find experiments',
    `SELECT ${columns} FROM risk.experiment WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3)`,
    [context.tenantId, context.environment, ids],
  );
}

export async function readRunningExperiments({
  query,
  context,
}: TenantTransaction): Promise<ExperimentRow[]> {
  return query<ExperimentRow>(
    'read running experiments',
    `SELECT ${columns} FROM risk.experiment WHERE tenant_id = $1 AND environment = $2 AND status = 'RUNNING' ORDER BY id`,
    [context.tenantId, context.environment],
  );
}

export interface ExperimentFilter {
  readonly productCode: string | null;
  readonly status: ExperimentStatus | null;
}

export async function readExperiments(
  { query, context }: TenantTransaction,
  page: Page,
  { productCode, status }: ExperimentFilter,
): Promise<ExperimentRow[]> {
  return query<ExperimentRow>(
    'read experiments',
    `SELECT ${columns} FROM risk.experiment
     WHERE tenant_id = $1 AND environment = $2 AND ($3::text IS NULL OR product_code = $3) AND ($4::text IS NULL OR status = $4)
       AND ($5::text IS NULL OR id > $5) AND ($6::text IS NULL OR id < $6)
     ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $7`,
    [context.tenantId, context.environment, productCode, status, page.afterId, page.beforeId, page.limit],
  );
}

/** An experiment that nobody else changes until the transaction ends. */
export async function lockExperiment(
  { query, context }: TenantTransaction,
  id: string,
): Promise<ExperimentRow | undefined> {
  const [row] = await query<ExperimentRow>(
    'lock experiment',
    `SELECT ${columns} FROM risk.experiment WHERE tenant_id = $1 AND environment = $2 AND id = $3 FOR UPDATE`,
    [context.tenantId, context.environment, id],
  );
  return row;
}

type Changed = Pick<ExperimentRow, 'id' | 'step' | 'looks' | 'status' | 'breaches'>;

export async function changeExperiment(
  { query, context }: TenantTransaction,
  { id, step, looks, status, breaches }: Changed,
): Promise<void> {
  await query(
    'change experiment',
    `UPDATE risk.experiment SET step = $4, looks = $5, status = $6, breaches = $7,
            ended_at = CASE WHEN $6 = 'RUNNING' THEN NULL ELSE coalesce(ended_at, clock_timestamp()) END
     WHERE tenant_id = $1 AND environment = $2 AND id = $3`,
    [context.tenantId, context.environment, id, step, looks, status, JSON.stringify(breaches)],
  );
}

/** What an arm has answered; of a shadow run also where it differed from the champion. */
export interface CountedArm extends ArmFigures {
  readonly experimentId: string;
  readonly arm: Arm;
  readonly swappedIn: number;
  readonly swappedOut: number;
}

/** Both arms of each experiment, the champion first. */
export async function countArms(
  { query, context }: TenantTransaction,
  experimentIds: readonly string[],
): Promise<CountedArm[]> {
  return query<CountedArm & Record<string, unknown>>(
    'count the arms of experiments',
    `SELECT asked.id AS "experimentId", arms.arm, loan.loans, loan.late AS "lateLoans", slip.decided, slip.approved,
       slip.swapped_in AS "swappedIn", slip.swapped_out AS "swappedOut", reason.declined AS "declinedFor", of_group.groups
     FROM unnest($3::text[]) WITH ORDINALITY AS asked (id, place)
     CROSS JOIN unnest(ARRAY['CHAMPION', 'CHALLENGER']) WITH ORDINALITY AS arms (arm, place)
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS loans, count(*) FILTER (WHERE late)::int AS late FROM risk.experiment_loan
       WHERE tenant_id = $1 AND environment = $2 AND experiment_id = asked.id AND arm = arms.arm) AS loan
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS decided, count(*) FILTER (WHERE approved)::int AS approved,
              count(*) FILTER (WHERE approved AND NOT champion_approved)::int AS swapped_in,
              count(*) FILTER (WHERE NOT approved AND champion_approved)::int AS swapped_out FROM risk.experiment_slip
       WHERE tenant_id = $1 AND environment = $2 AND experiment_id = asked.id AND arm = arms.arm) AS slip
     CROSS JOIN LATERAL (
       SELECT coalesce(jsonb_object_agg(code, times), '{}') AS declined FROM (
         SELECT code, count(*) AS times FROM risk.experiment_slip, unnest(reasons) AS code
         WHERE tenant_id = $1 AND environment = $2 AND experiment_id = asked.id AND arm = arms.arm GROUP BY code) AS counted) AS reason
     CROSS JOIN LATERAL (
       SELECT coalesce(jsonb_object_agg(protected_group, jsonb_build_object('hits', yes, 'of', times)), '{}') AS groups FROM (
         SELECT protected_group, count(*) FILTER (WHERE approved) AS yes, count(*) AS times FROM risk.experiment_slip
         WHERE tenant_id = $1 AND environment = $2 AND experiment_id = asked.id AND arm = arms.arm AND protected_group IS NOT NULL
         GROUP BY protected_group) AS counted) AS of_group
     ORDER BY asked.place, arms.place`,
    [context.tenantId, context.environment, experimentIds],
  );
}

/** The experiment that an application takes part in. */
export interface ExperimentInForce extends Record<string, unknown> {
  readonly id: string;
  readonly mode: ExperimentMode;
  /** Of the challenger, in hundredths of a percent. */
  readonly share: number;
  readonly challenger_strategy_id: string | null;
  readonly challenger_pipeline_id: string | null;
  readonly protected_attribute: string | null;
}

export async function experimentInForce(
  database: ServiceDatabase,
  context: TenantContext,
  productCode: string,
  inForce: { readonly strategyId: string | null; readonly pipelineId: string | null },
): Promise<ExperimentInForce | undefined> {
  const parameters = [productCode, inForce.strategyId, inForce.pipelineId];
  const [row] = await database.call<ExperimentInForce>(context, 'risk.experiment_in_force', parameters);
  return row;
}

export interface Slip {
  readonly experimentId: string;
  /** Of the decision that the arm made; null for a shadow run. */
  readonly decisionId: string | null;
  readonly arm: Arm;
  readonly approved: boolean;
  readonly reasons: readonly string[];
  readonly protectedGroup: string | null;
  readonly championApproved: boolean | null;
}

export async function noteArm(database: ServiceDatabase, context: TenantContext, slip: Slip): Promise<void> {
  await database.call(context, 'risk.note_arm', [
    slip.experimentId,
    slip.decisionId,
    slip.arm,
    slip.approved,
    slip.reasons,
    slip.protectedGroup,
    slip.championApproved,
  ]);
}

export async function watchLater(
  database: ServiceDatabase,
  context: TenantContext,
  id: string,
  seconds: number,
): Promise<void> {
  await database.call(context, 'risk.watch_later', [id, seconds]);
}
