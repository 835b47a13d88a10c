import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { lendingBorrowerContract, lendingContract } from '@fanxing/lending-contract';
import type { DataAccess } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { TRANSPORT } from '@fanxing/runtime/subgraph';
import { AccessToDecide } from '../decision/access-to-decide.js';
import { DecisionRulesCache, withDraft, type DecisionRules } from '../decision/decision-rules.js';
import type { DecisionFacts } from '../decision/make-decision.js';
import { KnownEvents } from '../decision/known-events.js';
import { ReadDecision } from '../decision/read-decision.js';
import type { WhatIfInput } from '../generated/schema.js';
import { pipelineInForce } from '../pipeline/pipeline.store.js';
import { ReadSignals } from '../signal/read-signals.js';
import { recordedSignals } from '../signal/recorded-signals.js';
import { strategyInForce } from '../strategy/strategy.store.js';

/** Rules with all that they are given, before anything is changed. */
export interface Start {
  readonly published: DecisionRules;
  /** The same where there is no draft. */
  readonly tried: DecisionRules;
  readonly facts: DecisionFacts & { readonly borrowerId: string };
}

type From = Pick<WhatIfInput, 'decisionId' | 'borrowerId' | 'productCode'>;
type Draft = WhatIfInput['strategy'] | null;

/** Where a what-if starts: from a decision as it was made, or from a borrower as of now. */
@Injectable()
export class StartingPoint {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly rulesCache: DecisionRulesCache,
    private readonly readDecision: ReadDecision,
    private readonly accessToDecide: AccessToDecide,
    private readonly knownEvents: KnownEvents,
    private readonly readSignals: ReadSignals,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** Fails with NOT_FOUND, with CONSENT_REQUIRED, and with STATE_CONFLICT where there is nothing to start from. */
  of(
    context: TenantContext,
    { decisionId = null, borrowerId = null, productCode = null }: From,
    draft: Draft,
  ): Promise<Start> {
    if (decisionId !== null && borrowerId === null && productCode === null)
      return this.ofDecision(context, decisionId, draft);
    if (decisionId === null && borrowerId !== null && productCode !== null)
      return this.ofBorrower(context, borrowerId, productCode, draft);
    throw new Fault(
      'INPUT_INVALID',
      { problem: 'give decisionId, or borrowerId with productCode' },
      'input.decisionId',
    );
  }

  private async ofDecision(context: TenantContext, id: string, draft: Draft): Promise<Start> {
    const decision = await this.readDecision.byId(context, id, 'input.decisionId');
    const { strategyId, pipelineId, borrowerId, asOf, knownUntil, attributes, categories } = decision;
    if (decision.erasedAt !== null)
      throw new Fault('STATE_CONFLICT', { what: 'decision', status: 'ERASED', needed: 'its data' });
    const now = await this.accessToDecide.open(context, borrowerId);
    const access = { ...now, categories: categories.filter((one) => now.categories.includes(one)) };
    const rules = await this.rulesFor(context, access, { strategyId, pipelineId }, draft);
    const events = await this.knownEvents.of(context, access, asOf, knownUntil);
    const recorded = recordedSignals(decision.values);
    const more = namesIn(rules).filter((name) => !Object.hasOwn(recorded, name));
    const { applicationId, decidedAt: keptUntil } = decision;
    const application = { id: applicationId, isDeciding: false, keptUntil };
    const question = { borrowerId, asOf, knownUntil, productCode: null, application, access, events };
    const { figures } = await this.readSignals.named(context, question, more);
    return {
      ...rules,
      facts: { borrowerId, asOf, events, attributes, signals: { ...recorded, ...figures } },
    };
  }

  private async ofBorrower(
    context: TenantContext,
    id: string,
    productCode: string,
    draft: Draft,
  ): Promise<Start> {
    const borrowerId = parseId('borrower', id, 'input.borrowerId');
    await this.transport.client(lendingContract).findBorrowers(context, { borrowerIds: [borrowerId] });
    const access = await this.accessToDecide.open(context, borrowerId);
    const asOf = access.askedAt;
    const inForce = await this.database.transaction(context, async (transaction) => ({
      strategyId: (await strategyInForce(transaction, productCode)) ?? null,
      pipelineId: await pipelineInForce(transaction, productCode),
    }));
    if (inForce.strategyId === null && inForce.pipelineId === null) {
      const details = { what: `product ${productCode.slice(0, 64)}`, status: 'without a strategy' };
      throw new Fault('STATE_CONFLICT', { ...details, needed: 'publishStrategy' }, 'input.productCode');
    }
    const rules = await this.rulesFor(context, access, inForce, draft);
    const [events, { attributes }] = await Promise.all([
      this.knownEvents.of(context, access, asOf, null),
      this.transport.client(lendingBorrowerContract).coveredAttributes(context, { access }),
    ]);
    const question = { borrowerId, asOf, knownUntil: null, productCode, application: null, access, events };
    const { figures: signals } = await this.readSignals.named(context, question, namesIn(rules));
    return { ...rules, facts: { borrowerId, asOf, events, attributes, signals } };
  }

  /** A draft may read what the consent covers and nothing else, like what is published. */
  private async rulesFor(
    context: TenantContext,
    access: DataAccess,
    { strategyId, pipelineId }: { strategyId: string | null; pipelineId: string | null },
    draft: Draft,
  ): Promise<Pick<Start, 'published' | 'tried'>> {
    const published = await this.rulesCache.rulesOf(context, strategyId, pipelineId);
    const tried = draft === null ? published : withDraft(published, draft, 'input.strategy');
    await this.accessToDecide.mustCover(context, access, tried);
    return { published, tried };
  }
}

function namesIn({ published, tried }: Pick<Start, 'published' | 'tried'>): string[] {
  return [...new Set([...published.signals, ...tried.signals])];
}
