import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseInstant, type Clock } from '@fanxing/kernel';
import type { DecideAnswer, DecideRequest } from '@fanxing/risk-contract';
import { mustStillHold } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { withSpan } from '@fanxing/runtime/telemetry';
import { tenantContract } from '@fanxing/tenant-contract';
import { eventsFor } from '../event/event.store.js';
import { ReadSignals } from '../signal/read-signals.js';
import { DecisionRulesCache } from './decision-rules.js';
import { keepDecision, startDecision } from './decision.store.js';
import { makeDecision } from './make-decision.js';
import { sealFacts } from './sealed-decision.js';
import { NeededData } from './needed-data.js';

/**
 * The story of one decision: the strategy in force, whether the consent covers what it reads, what is known of the
 * borrower, the decision itself, the record. An application is decided once: asking again gets the same decision.
 */
@Injectable()
export class Decide {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
    private readonly rulesCache: DecisionRulesCache,
    private readonly neededData: NeededData,
    private readonly readSignals: ReadSignals,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(context: TenantContext, request: DecideRequest): Promise<DecideAnswer> {
    const { applicationId, access, productCode, attributes } = request;
    const { borrowerId, consentId, categories } = access;
    const asOf = parseInstant(request.asOf);
    const { earlier, strategyId, knownUntil } = await startDecision(
      this.database,
      context,
      applicationId,
      productCode,
      consentId,
    );
    if (earlier) return earlier;
    if (strategyId === null) {
      throw new Fault('STATE_CONFLICT', {
        what: `product ${productCode}`,
        status: 'without a strategy',
        needed: 'publishStrategy',
      });
    }
    const [rules, events] = await Promise.all([
      this.rulesCache.rulesOf(context, strategyId),
      eventsFor(this.database, this.keeper, context, access, asOf, knownUntil),
    ]);
    await this.neededData.mustBeCovered(context, access, rules);
    const question = { borrowerId, asOf, knownUntil, productCode, access, events };
    const { figures: signals, opened } = await this.readSignals.named(context, question, rules.signals);
    const made = await withSpan('make decision', {}, () =>
      makeDecision(rules, { asOf, events, attributes, signals }),
    );
    const tenant = this.transport.client(tenantContract);
    for (const right of [access, ...opened])
      await mustStillHold((asked) => tenant.checkConsent(context, asked), this.clock, right);
    const id = newId('decision');
    const { answer, fingerprint, values, trace } = made;
    const factsSealed = await this.keeper.using(context, (keys) =>
      sealFacts(keys, { id, borrowerId, attributes, values, trace }),
    );
    return keepDecision(this.database, context, {
      id,
      applicationId,
      borrowerId,
      strategyId,
      asOf,
      knownUntil,
      factsSealed,
      answer,
      fingerprint,
      consentId,
      categories,
    });
  }
}
