import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { compileStrategy, type Jdm } from '@fanxing/risk-strategy';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { PublishStrategyInput } from '../generated/schema.js';
import { findModels } from '../model/model.store.js';
import { mustDoWhatItSays } from './review-for-model.js';
import { addStrategy } from './strategy.store.js';

const productCodeLengthMax = 64;

/**
 * Publishes a strategy after its check and its review; from then on it decides for the product. Answers its id. Fails
 * with STRATEGY_INVALID where it would not run, or not do what it says.
 */
@Injectable()
export class PublishStrategy {
  constructor(
    private readonly road: CommandRoad,
    private readonly fourEyes: FourEyes,
  ) {}

  async run(context: TenantContext, input: PublishStrategyInput): Promise<string> {
    mustBeAllowedTo(context, 'strategy:publish');
    await this.fourEyes.mustBeApproved(context, 'publishStrategy', input);
    const { idempotencyKey, productCode, content } = input;
    return this.road.run(
      context,
      { operation: 'publishStrategy', permission: 'strategy:publish', idempotencyKey, input },
      async (transaction) => {
        if (productCode === '' || productCode.length > productCodeLengthMax) {
          throw new Fault(
            'INPUT_INVALID',
            { problem: `productCode must have 1 to ${productCodeLengthMax} characters` },
            'input.productCode',
          );
        }
        const modelId = parseId('model', input.modelId, 'input.modelId');
        const [model] = await findModels(transaction, [modelId]);
        if (!model) throw new Fault('NOT_FOUND', { what: 'model', id: modelId }, 'input.modelId');
        const { fingerprint } = compileStrategy(content, 'input.content');
        const warnings = mustDoWhatItSays(content as Jdm, model, 'input.content');
        const strategy = { productCode, modelId, content, fingerprint, warnings };
        const id = await addStrategy(transaction, strategy);
        return {
          answer: id,
          subject: { kind: 'strategy', id },
          after: { productCode, modelId, fingerprint, warnings: warnings.length },
        };
      },
    );
  }
}
