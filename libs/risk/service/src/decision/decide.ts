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
import { tenantContract } from '@fanxing/tenant-contract';
import { eventsFor } from '../event/event.store.js';
import { TakePart } from '../experiment/take-part.js';
import { isOrdinary } from './circumstances.js';
import { keepDecision, startDecision } from './decision.store.js';
import { JudgeApplication } from './judge-application.js';
import { sealFacts } from './sealed-decision.js';

/**
 * The story of one decision: the pipeline in force, whether the consent covers what it reads, what is known of the
 * borrower, the decision itself in its time, the record. An application is decided once: asking again gets the same decision.
 */
@Injectable()
export class Decide {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
    private readonly judge: JudgeApplication,
    private readonly takePart: TakePart,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(context: TenantContext, request: DecideRequest): Promise<DecideAnswer> {
    const { applicationId, access, productCode, attributes } = request;
    const { borrowerId, consentId, categories } = access;
    const asOf = parseInstant(request.asOf);
    const { earlier, strategyId, pipelineId, knownUntil } = await startDecision(
      this.database,
      context,
      request,
    );
    if (earlier) return earlier;
    if (strategyId === null && pipelineId === null) {
      throw new Fault('STATE_CONFLICT', {
        what: `product ${productCode}`,
        status: 'without a strategy',
        needed: 'publishStrategy',
      });
    }
    const events = eventsFor(this.database, this.keeper, context, access, asOf, knownUntil);
    // Awaited where they are needed; until then their failure is nobody's.
    events.catch(() => undefined);
    const part = await this.takePart.of(context, productCode, borrowerId, { pipelineId, strategyId });
    const facts = { asOf, knownUntil, productCode, applicationId, attributes, events };
    const { rules, gathered, made } = await this.judge.run(context, access, part.rules, facts);
    const tenant = this.transport.client(tenantContract);
    for (const right of [access, ...gathered.opened])
      await mustStillHold((asked) => tenant.checkConsent(context, asked), this.clock, right);
    const id = newId('decision');
    const { answer, fingerprint, values, trace, durations } = made;
    const factsSealed = await this.keeper.using(context, (keys) =>
      sealFacts(keys, { id, borrowerId, attributes, values, trace }),
    );
    const kept = await keepDecision(this.database, context, {
      id,
      applicationId,
      borrowerId,
      strategyId: rules.strategyId,
      asOf,
      knownUntil,
      factsSealed,
      answer,
      fingerprint,
      consentId,
      categories,
      pipelineId: rules.pipelineId,
      circumstances: isOrdinary(made.circumstances) ? null : made.circumstances,
      durations,
    });
    if (kept.decisionId === id) this.takePart.after(context, access, part, kept, facts);
    return kept;
  }
}
