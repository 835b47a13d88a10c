import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { AdvanceExperimentInput, StopExperimentInput } from '../generated/schema.js';
import { changeExperiment, lockExperiment, type ExperimentRow } from './experiment.store.js';

/** Advances an experiment to its next share, or stops it. Both answer its id, and doing either again changes nothing. */
@Injectable()
export class ChangeExperiment {
  constructor(
    private readonly road: CommandRoad,
    private readonly fourEyes: FourEyes,
  ) {}

  /** Fails with STATE_CONFLICT unless it runs and stands at `fromStep`, or where there is no further step. */
  async advance(context: TenantContext, input: AdvanceExperimentInput): Promise<string> {
    mustBeAllowedTo(context, 'strategy:publish');
    await this.fourEyes.mustBeApproved(context, 'advanceExperiment', input);
    return this.change(context, 'advanceExperiment', input, (found) => {
      if (found.status === 'RUNNING' && found.step === input.fromStep + 1) return found;
      const isThere = found.status === 'RUNNING' && found.step === input.fromStep;
      if (!isThere || found.step + 1 >= found.steps.length)
        throw new Fault('STATE_CONFLICT', {
          what: 'experiment',
          status: `${found.status} at step ${found.step} of ${found.steps.length}`,
          needed: `RUNNING at step ${input.fromStep} with another one to come`,
        });
      return { ...found, step: found.step + 1 };
    });
  }

  /** Less is tried from then on, so it waits for nobody. */
  async stop(context: TenantContext, input: StopExperimentInput): Promise<string> {
    mustBeAllowedTo(context, 'strategy:publish');
    return this.change(context, 'stopExperiment', input, (found) =>
      found.status === 'RUNNING' ? { ...found, status: 'STOPPED' } : found,
    );
  }

  private change(
    context: TenantContext,
    operation: string,
    input: StopExperimentInput,
    changed: (found: ExperimentRow) => ExperimentRow,
  ): Promise<string> {
    const id = parseId('experiment', input.experimentId, 'input.experimentId');
    return this.road.run(
      context,
      { operation, permission: 'strategy:publish', input },
      async (transaction) => {
        const found = await lockExperiment(transaction, id);
        if (!found) throw new Fault('NOT_FOUND', { what: 'experiment', id }, 'input.experimentId');
        const next = changed(found);
        if (next !== found) await changeExperiment(transaction, next);
        return {
          answer: id,
          subject: { kind: 'experiment', id },
          before: { status: found.status, step: found.step },
          after: { status: next.status, step: next.step },
        };
      },
    );
  }
}
