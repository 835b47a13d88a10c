import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { parseIndicator } from '@fanxing/risk-indicators';
import type { Scorecard } from '@fanxing/risk-models';
import { checkStrategy, compileStrategy, indicatorsRead, type Jdm } from '@fanxing/risk-strategy';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { categoriesOf } from '@fanxing/runtime/consent';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { NeededData } from '../decision/needed-data.js';
import type { PublishStrategyInput } from '../generated/schema.js';
import { findModels } from '../model/model.store.js';
import { isIndicator, mustDoWhatItSays } from './review-for-model.js';
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
    private readonly neededData: NeededData,
  ) {}

  async run(context: TenantContext, input: PublishStrategyInput): Promise<string> {
    mustBeAllowedTo(context, 'strategy:publish');
    await this.fourEyes.mustBeApproved(context, 'publishStrategy', input);
    const { idempotencyKey, productCode, content } = input;
    const named = checkStrategy(content).problems.length === 0 ? indicatorsRead(content as Jdm) : [];
    await this.mustBeNeeded(context, named.filter(isIndicator));
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
        const ofModel = (model.content as Scorecard).characteristics.map(({ name }) => name);
        const indicators = named.filter((name) => !ofModel.includes(name));
        const strategy = { productCode, modelId, content, fingerprint, indicators, warnings };
        const id = await addStrategy(transaction, strategy);
        return {
          answer: id,
          subject: { kind: 'strategy', id },
          after: { productCode, modelId, fingerprint, warnings: warnings.length },
        };
      },
    );
  }

  /** A strategy may read what the purpose of a credit decision opens, of events whose kind somebody has declared. */
  private async mustBeNeeded(context: TenantContext, indicators: readonly string[]): Promise<void> {
    const kinds = [...new Set(indicators.map((name) => parseIndicator(name).kind))];
    const categories = await this.neededData.categoriesOf(context, 'EVENT_KIND', kinds);
    const beyond = categories.find((category) => !categoriesOf('CREDIT_DECISION').includes(category));
    if (beyond === undefined) return;
    const problem = `it reads ${beyond} data, which no credit decision needs`;
    throw new Fault('STRATEGY_INVALID', { problem }, 'input.content');
  }
}
