import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { compileStrategy } from '@fanxing/risk-strategy';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { PublishStrategyInput } from '../generated/schema.js';
import { findModels } from '../model/model.store.js';
import { addStrategy } from './strategy.store.js';

const productCodeLengthMax = 64;

/** Publishes a strategy after its check; from then on it decides for the product. Answers its id. */
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
        if ((await findModels(transaction, [modelId])).length === 0)
          throw new Fault('NOT_FOUND', { what: 'model', id: modelId }, 'input.modelId');
        const { fingerprint } = compileStrategy(content);
        const id = await addStrategy(transaction, { productCode, modelId, content, fingerprint });
        return {
          answer: id,
          subject: { kind: 'strategy', id },
          after: { productCode, modelId, fingerprint },
        };
      },
    );
  }
}
