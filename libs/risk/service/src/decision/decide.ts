import { Injectable } from '@nestjs/common';
import { Fault, parseInstant } from '@fanxing/kernel';
import type { DecideAnswer, DecideRequest } from '@fanxing/risk-contract';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { withSpan } from '@fanxing/runtime/telemetry';
import { eventsBefore } from '../event/event.store.js';
import { DecisionRulesCache } from './decision-rules.js';
import { keepDecision, startDecision } from './decision.store.js';
import { makeDecision } from './make-decision.js';

/**
 * The story of one decision: the strategy in force, what is known of the borrower, the decision itself, the record.
 * An application is decided once: asking again gets the same decision.
 */
@Injectable()
export class Decide {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly rulesCache: DecisionRulesCache,
  ) {}

  async run(context: TenantContext, request: DecideRequest): Promise<DecideAnswer> {
    const { applicationId, borrowerId, productCode, attributes } = request;
    const asOf = parseInstant(request.asOf);
    const { earlier, strategyId, knownUntil } = await startDecision(
      this.database,
      context,
      applicationId,
      productCode,
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
      eventsBefore(this.database, context, borrowerId, asOf, knownUntil),
    ]);
    const made = await withSpan('make decision', {}, () => makeDecision(rules, { asOf, events, attributes }));
    return keepDecision(this.database, context, {
      id: newId('decision'),
      applicationId,
      borrowerId,
      strategyId,
      asOf,
      knownUntil,
      attributes,
      ...made,
    });
  }
}
