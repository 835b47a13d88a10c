import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { parseIndicator } from '@fanxing/risk-indicators';
import {
  checkStrategy,
  compileStrategy,
  indicatorsRead,
  monitoringInputs,
  reviewStrategy,
  type Jdm,
} from '@fanxing/risk-strategy';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { categoriesOf } from '@fanxing/runtime/consent';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { NeededData } from '../decision/needed-data.js';
import type { PublishMonitoringInput } from '../generated/schema.js';
import { isIndicator, refuseMistakes } from '../strategy/review-for-model.js';
import { addMonitoringRules } from './monitoring-rules.store.js';

const productCodeLengthMax = 64;
const coolDownDaysMax = 365;

/**
 * Publishes the rules by which a product's lines are watched, after their check and their review; from then on they judge. Answers their
 * id. Fails with STRATEGY_INVALID where they would not run, not do what they say, or read what watching a loan does not need.
 */
@Injectable()
export class PublishMonitoring {
  constructor(
    private readonly road: CommandRoad,
    private readonly fourEyes: FourEyes,
    private readonly neededData: NeededData,
  ) {}

  async run(context: TenantContext, input: PublishMonitoringInput): Promise<string> {
    mustBeAllowedTo(context, 'strategy:publish');
    await this.fourEyes.mustBeApproved(context, 'publishMonitoring', input);
    const { idempotencyKey, productCode, content, coolDownDays } = input;
    const isRunnable = checkStrategy(content).problems.length === 0;
    const indicators = isRunnable ? indicatorsRead(content as Jdm).filter(isIndicator) : [];
    await this.mustBeNeeded(context, indicators);
    return this.road.run(
      context,
      { operation: 'publishMonitoring', permission: 'strategy:publish', idempotencyKey, input },
      async (transaction) => {
        mustBeWithin('productCode', productCode.length, 1, productCodeLengthMax, 'characters');
        mustBeWithin('coolDownDays', coolDownDays, 0, coolDownDaysMax, 'days');
        const { fingerprint } = compileStrategy(content, 'input.content');
        const found = reviewStrategy(content as Jdm, monitoringInputs(isIndicator));
        const warnings = refuseMistakes(content as Jdm, found, 'input.content');
        const rules = { productCode, content, fingerprint, indicators, warnings, coolDownDays };
        const id = await addMonitoringRules(transaction, rules);
        return {
          answer: id,
          subject: { kind: 'monitoringRules', id },
          after: { productCode, fingerprint, coolDownDays, warnings: warnings.length },
        };
      },
    );
  }

  private async mustBeNeeded(context: TenantContext, indicators: readonly string[]): Promise<void> {
    const kinds = [...new Set(indicators.map((name) => parseIndicator(name).kind))];
    const categories = await this.neededData.categoriesOf(context, 'EVENT_KIND', kinds);
    const beyond = categories.find((category) => !categoriesOf('MONITORING').includes(category));
    if (beyond === undefined) return;
    const problem = `it reads ${beyond} data, which watching a loan does not need`;
    throw new Fault('STRATEGY_INVALID', { problem }, 'input.content');
  }
}

function mustBeWithin(name: string, value: number, lowest: number, highest: number, unit: string): void {
  if (value >= lowest && value <= highest) return;
  throw new Fault(
    'INPUT_INVALID',
    { problem: `${name} must have ${lowest} to ${highest} ${unit}` },
    `input.${name}`,
  );
}
