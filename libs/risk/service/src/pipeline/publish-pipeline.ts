import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { figuresGivenTo, readPipeline, strategyStagesOf, type Pipeline } from '@fanxing/risk-pipeline';
import { isWarning, reviewStrategy, type Jdm, type StrategyInputs } from '@fanxing/risk-strategy';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { PublishPipelineInput } from '../generated/schema.js';
import { findModels } from '../model/model.store.js';
import { attributesBeside, inputsBeside } from '../strategy/review-for-model.js';
import { findStrategies, strategyInForce } from '../strategy/strategy.store.js';
import { addPipeline } from './pipeline.store.js';

const productCodeLengthMax = 64;

/**
 * Publishes a pipeline after its check; from then on it decides for the product. Answers its id. Fails with PIPELINE_INVALID where
 * the document would not run, or where a strategy of it reads what its stage is not given.
 */
@Injectable()
export class PublishPipeline {
  constructor(
    private readonly road: CommandRoad,
    private readonly fourEyes: FourEyes,
  ) {}

  async run(context: TenantContext, input: PublishPipelineInput): Promise<string> {
    mustBeAllowedTo(context, 'strategy:publish');
    await this.fourEyes.mustBeApproved(context, 'publishPipeline', input);
    const { idempotencyKey, productCode } = input;
    return this.road.run(
      context,
      { operation: 'publishPipeline', permission: 'strategy:publish', idempotencyKey, input },
      async (transaction) => {
        if (productCode === '' || productCode.length > productCodeLengthMax) {
          const problem = `productCode must have 1 to ${productCodeLengthMax} characters`;
          throw new Fault('INPUT_INVALID', { problem }, 'input.productCode');
        }
        const given = input.productVersionId ?? null;
        const productVersionId =
          given === null ? null : parseId('productVersion', given, 'input.productVersionId');
        const content = readPipeline(input.content, 'input.content');
        await mustNameWhatRuns(transaction, content, productCode, 'input.content');
        const fingerprint = createHash('sha256').update(JSON.stringify(content)).digest('hex');
        const id = await addPipeline(transaction, { productCode, productVersionId, content, fingerprint });
        return {
          answer: id,
          subject: { kind: 'pipeline', id },
          after: { productCode, productVersionId, fingerprint },
        };
      },
    );
  }
}

/** Every strategy is there, and reads only what its stage is given: anything else would always be missing, in silence. */
async function mustNameWhatRuns(
  transaction: TenantTransaction,
  pipeline: Pipeline,
  productCode: string,
  path: string,
): Promise<void> {
  for (const stage of strategyStagesOf(pipeline)) {
    const at = `${path}.stages.${pipeline.stages.indexOf(stage)}`;
    if (stage.strategyId === null) {
      if ((await strategyInForce(transaction, productCode)) !== undefined) continue;
      refuse('no strategy is in force for the product: publish one, or name one', `${at}.strategyId`);
    }
    const id = parseId('strategy', stage.strategyId, `${at}.strategyId`);
    const [strategy] = await findStrategies(transaction, [id]);
    if (!strategy) throw new Fault('NOT_FOUND', { what: 'strategy', id }, `${at}.strategyId`);
    const [model] = await findModels(transaction, [strategy.modelId]);
    if (!model) throw new Fault('NOT_FOUND', { what: 'model', id: strategy.modelId }, `${at}.strategyId`);
    const names = figuresGivenTo(pipeline, stage);
    const figures = Object.entries(inputsBeside(attributesBeside(model))).filter(([name]) => names.has(name));
    const inputs: StrategyInputs = {
      ...Object.fromEntries(figures),
      stages: (name) => (stage.inputs.includes(name) ? 'unknown' : undefined),
    };
    const mistake = reviewStrategy(strategy.content as Jdm, inputs).find((problem) => !isWarning(problem));
    if (mistake)
      refuse(
        `with the inputs of the stage ${stage.name}, in its strategy: ${mistake.message.replace(/\.$/, '')}`,
        at,
      );
  }
}

function refuse(problem: string, path: string): never {
  throw new Fault('PIPELINE_INVALID', { problem }, path);
}
