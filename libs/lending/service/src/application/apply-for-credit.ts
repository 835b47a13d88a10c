import { Inject, Injectable } from '@nestjs/common';
import {
  Fault,
  formatRate,
  parseId,
  parseMinor,
  parseRate,
  parseCurrency,
  type Clock,
  type Instant,
} from '@fanxing/kernel';
import { decisionWithOffer, makeOffer, type Offer } from '@fanxing/lending-domain';
import type { PublishedTerms } from '@fanxing/product-contract';
import { riskContract, type DecideAnswer, type DecisionReason } from '@fanxing/risk-contract';
import {
  coveredAttributes,
  mustStillHold,
  openDataAccess,
  type AskConsent,
  type DataAccess,
} from '@fanxing/runtime/consent';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, systemContext, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { KnownDataNames, tenantContract } from '@fanxing/tenant-contract';
import type { ApplyForCreditInput } from '../generated/schema.js';
import { auditActor } from '../actor.js';
import { openAttributes } from '../borrower/sealed-borrower.js';
import { Neighbours } from '../neighbours.js';
import { outboxEvent } from '../outbox-event.js';
import {
  beganApplication,
  recordDecision,
  receiveApplication,
  type NewApplication,
  type ReceivedApplication,
  type RecordedOffer,
} from './application.store.js';
import { reasonInWords } from './reason-in-words.js';

/**
 * The story of one application: allowed by a consent, on a published product's terms, received, decided, offered,
 * recorded. It is received before it is decided, so a request that breaks off there is finished when it is repeated.
 * A consent that is withdrawn on the way ends it: nothing is recorded then, and the application is WITHDRAWN.
 */
@Injectable()
export class ApplyForCredit {
  private readonly dataNames: KnownDataNames;

  constructor(
    private readonly database: ServiceDatabase,
    private readonly outbox: OutboxRelay,
    private readonly neighbours: Neighbours,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {
    this.dataNames = new KnownDataNames(clock, transport);
  }

  /** Answers the application's id. */
  async run(context: TenantContext, input: ApplyForCreditInput): Promise<string> {
    mustBeAllowedTo(context, 'application:write');
    const application = this.read(context, input);
    const ask = this.askConsent(context);
    const [begun, consent, product, tenant] = await Promise.allSettled([
      beganApplication(this.database, context, application),
      openDataAccess(ask, this.clock, application.borrowerId, 'CREDIT_DECISION'),
      this.neighbours.publishedTerms(context, input.productId),
      this.neighbours.activeTenant(context),
    ]);
    const earlier = settled(begun);
    if (earlier?.application_id && earlier.status !== 'DECIDING') return earlier.application_id;
    if (!earlier?.borrower_known)
      throw new Fault('NOT_FOUND', { what: 'borrower', id: input.borrowerId }, 'input.borrowerId');
    settled(tenant);
    const terms = settled(product);
    const access = settled(consent);
    const received = await receiveApplication(this.database, context, application, access.consentId);
    const decided = await this.decide(context, access, received, terms);
    await mustStillHold(ask, this.clock, access);
    await this.record(context, received.application_id, access, decided, terms);
    return received.application_id;
  }

  private askConsent(context: TenantContext): AskConsent {
    const tenant = this.transport.client(tenantContract);
    return (question) => tenant.checkConsent(context, question);
  }

  private read(context: TenantContext, input: ApplyForCreditInput): NewApplication {
    if (input.asOf && context.environment !== 'sandbox')
      throw new Fault('SANDBOX_ONLY', { what: 'asOf' }, 'input.asOf');
    return {
      key: mustBeKey(input.idempotencyKey),
      requestHash: requestHash(input),
      actor: auditActor(context, {
        after: { status: 'DECIDING', borrowerId: input.borrowerId, productId: input.productId },
      }),
      applicationId: newId('application'),
      borrowerId: parseId('borrower', input.borrowerId, 'input.borrowerId'),
      productId: parseId('product', input.productId, 'input.productId'),
      asOf: (input.asOf as Instant | null | undefined) ?? this.clock.now(),
    };
  }

  /** Hands over what the consent covers and nothing else. */
  private async decide(
    context: TenantContext,
    access: DataAccess,
    received: ReceivedApplication,
    product: PublishedTerms,
  ): Promise<DecideAnswer> {
    const attributes = await this.keeper.using(context, (keys) => openAttributes(keys, received));
    const dictionary = await this.dataNames.dictionaryFor(context, 'ATTRIBUTE', Object.keys(attributes));
    return this.transport.client(riskContract).decide(context, {
      applicationId: received.application_id,
      access,
      productCode: product.productCode,
      productVersionId: product.productVersionId,
      asOf: received.as_of,
      attributes: coveredAttributes(access, dictionary, attributes),
    });
  }

  private async record(
    context: TenantContext,
    applicationId: string,
    { borrowerId, consentId }: DataAccess,
    decided: DecideAnswer,
    product: PublishedTerms,
  ): Promise<void> {
    const { outcome, reasons, offer } = this.offer(decided, product);
    const { decisionId } = decided;
    const event = outboxEvent(
      'applicationDecided',
      { applicationId, borrowerId, decisionId, outcome },
      this.clock,
    );
    const recorded = await recordDecision(this.database, context, {
      actor: auditActor(systemContext(context.tenantId, context.environment, 'decision'), {
        before: { status: 'DECIDING' },
        after: {
          status: outcome === 'APPROVE' ? 'APPROVED' : 'DECLINED',
          decisionId,
          offered: offer !== null,
        },
      }),
      applicationId,
      productVersionId: product.productVersionId,
      consentId,
      decisionId,
      outcome,
      reasons,
      offer: offer && recordedOffer(offer, product),
      event,
    });
    if (recorded) this.outbox.publishSoon(context, event);
  }

  /** What risk decided, brought within the product's bounds. */
  private offer(
    decided: DecideAnswer,
    { terms }: PublishedTerms,
  ): { outcome: DecideAnswer['outcome']; reasons: DecisionReason[]; offer: Offer | null } {
    if (decided.outcome === 'DECLINE' || decided.limit === null || decided.dailyRate === null) {
      return { outcome: 'DECLINE', reasons: [...decided.reasons], offer: null };
    }
    const currency = parseCurrency(terms.currency);
    const decision = {
      limitMinor: parseMinor(decided.limit, currency),
      dailyRate: parseRate(decided.dailyRate),
    };
    const result = makeOffer({
      terms: {
        currency,
        limitMinMinor: parseMinor(terms.limitMin, currency),
        limitMaxMinor: parseMinor(terms.limitMax, currency),
        dailyRateMin: parseRate(terms.dailyRateMin),
        dailyRateMax: parseRate(terms.dailyRateMax),
        offerValidMinutes: terms.offerValidMinutes,
      },
      decision,
      decidedAt: this.clock.now(),
    });
    const { outcome, reasons } = decisionWithOffer(
      { outcome: 'APPROVE', reasons: decided.reasons, ...decision },
      result,
    );
    const words = new Map(decided.reasons.map((reason) => [reason.code, reason]));
    return {
      outcome,
      reasons: reasons.map(({ code }) => words.get(code) ?? reasonInWords(code)),
      offer: result.outcome === 'OFFER' ? result.offer : null,
    };
  }
}

function recordedOffer(offer: Offer, { terms }: PublishedTerms): RecordedOffer {
  return {
    id: newId('offer'),
    limitMinor: offer.limitMinor.toString(),
    dailyRate: formatRate(offer.dailyRate),
    currency: offer.currency,
    terms,
    expiresAt: offer.expiresAt,
  };
}

function settled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
