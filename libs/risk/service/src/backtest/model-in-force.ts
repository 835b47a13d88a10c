import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import type { Jdm } from '@fanxing/risk-strategy';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { DecisionRulesCache } from '../decision/decision-rules.js';
import { findModels, type ModelRow } from '../model/model.store.js';
import { pipelineInForce } from '../pipeline/pipeline.store.js';
import { attributesBeside, mustDoWhatItSays } from '../strategy/review-for-model.js';
import { strategyInForce } from '../strategy/strategy.store.js';
import { attributesOfDraft } from './tried-rules.js';

/** The model that a product's applications are scored by now: what a draft of a strategy is meant to stand beside. */
@Injectable()
export class ModelInForce {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly rulesCache: DecisionRulesCache,
  ) {}

  /** Fails with STRATEGY_INVALID where the draft could not be published beside it, STATE_CONFLICT where nothing is in force. */
  async mustTake(context: TenantContext, productCode: string, draft: Jdm): Promise<void> {
    mustDoWhatItSays(draft, await this.of(context, productCode), 'input.strategy');
  }

  /** The attributes that the draft may look at, of those that it would be given. */
  async attributesOf(context: TenantContext, productCode: string, draft: Jdm): Promise<string[]> {
    return attributesOfDraft(draft, attributesBeside(await this.of(context, productCode)));
  }

  private async of(context: TenantContext, productCode: string): Promise<ModelRow> {
    const inForce = await this.database.transaction(context, async (transaction) => ({
      strategyId: (await strategyInForce(transaction, productCode)) ?? null,
      pipelineId: await pipelineInForce(transaction, productCode),
    }));
    if (inForce.strategyId === null && inForce.pipelineId === null) {
      const details = { what: `product ${productCode.slice(0, 64)}`, status: 'without a strategy' };
      throw new Fault('STATE_CONFLICT', { ...details, needed: 'publishStrategy' }, 'input.productCode');
    }
    const { modelId } = await this.rulesCache.rulesOf(context, inForce.strategyId, inForce.pipelineId);
    const [model] = await this.database.transaction(context, (transaction) =>
      findModels(transaction, [modelId]),
    );
    if (!model) throw new Fault('NOT_FOUND', { what: 'model', id: modelId });
    return model;
  }
}
