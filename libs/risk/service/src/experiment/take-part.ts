import { Injectable } from '@nestjs/common';
import { armOf, type Arm } from '@fanxing/risk-experiment';
import type { DecideAnswer } from '@fanxing/risk-contract';
import type { DataAccess } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import type { Whose } from '../decision/gather-figures.js';
import { JudgeApplication, type RulesInForce } from '../decision/judge-application.js';
import { ExperimentLane } from './experiment-lane.js';
import { experimentInForce, noteArm, type ExperimentInForce, type Slip } from './experiment.store.js';
import { WatchExperiment } from './watch-experiment.js';

/** By which rules an application is decided, and in which experiment. */
export interface Part {
  readonly rules: RulesInForce;
  readonly experiment: ExperimentInForce | null;
  readonly arm: Arm;
}

const groupLengthMax = 32;

/** The part that an application takes in an experiment, and what is noted of it after its answer. */
@Injectable()
export class TakePart {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly judge: JudgeApplication,
    private readonly lane: ExperimentLane,
    private readonly watch: WatchExperiment,
  ) {}

  async of(
    context: TenantContext,
    productCode: string,
    borrowerId: string,
    inForce: RulesInForce,
  ): Promise<Part> {
    const experiment = await experimentInForce(this.database, context, productCode, inForce);
    if (!experiment) return { rules: inForce, experiment: null, arm: 'CHAMPION' };
    const { id: experimentId, mode, share } = experiment;
    const arm =
      mode === 'PILOT' ? armOf({ tenantId: context.tenantId, experimentId, borrowerId }, share) : 'CHAMPION';
    return { rules: arm === 'CHAMPION' ? inForce : challengerOf(experiment, inForce), experiment, arm };
  }

  /** Notes what the arm answered and, in a shadow run, what the challenger would have. Nobody waits for it. */
  after(
    context: TenantContext,
    access: DataAccess,
    { rules, experiment, arm }: Part,
    answer: DecideAnswer,
    facts: Whose,
  ): void {
    if (!experiment) return;
    const { id, mode, protected_attribute: attribute } = experiment;
    const system = systemContext(context.tenantId, context.environment, 'experiment');
    const protectedGroup = attribute === null ? null : groupOf(facts.attributes[attribute]);
    const slip = (of: Arm, { outcome, reasons }: Pick<DecideAnswer, 'outcome' | 'reasons'>) => ({
      ...{ experimentId: id, arm: of, protectedGroup },
      approved: outcome === 'APPROVE',
      reasons: reasons.map(({ code }) => code),
    });
    const note = (noted: Slip) => noteArm(this.database, system, noted);
    this.lane.add(async () => {
      await note({ ...slip(arm, answer), decisionId: answer.decisionId, championApproved: null });
      if (mode === 'SHADOW') {
        const { made } = await this.judge.run(context, access, challengerOf(experiment, rules), facts);
        const championApproved = answer.outcome === 'APPROVE';
        await note({ ...slip('CHALLENGER', made.answer), decisionId: null, championApproved });
      }
      await this.watch.note(system, id);
    });
  }
}

/** A strategy that is tried takes the place of the one in force, within the same pipeline. */
function challengerOf(experiment: ExperimentInForce, { pipelineId, strategyId }: RulesInForce): RulesInForce {
  return {
    pipelineId: experiment.challenger_pipeline_id ?? pipelineId,
    strategyId: experiment.challenger_strategy_id ?? strategyId,
  };
}

function groupOf(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value).slice(0, groupLengthMax);
}
