import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import type { IndicatorEvent } from '@fanxing/risk-indicators';
import { drawContributions, drawTextFeatures, wordsEvidence, type SocialAct } from '@fanxing/risk-words';
import { openDataAccess } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import { KnownEvents } from '../../decision/known-events.js';
import { ProductWordsModels } from '../../words-model/product-words-models.js';
import type { Read, SignalQuestion, SignalReader } from '../signal.js';
import { wordsFigures, wordsParts, wordsReasons, type ReadEvidence } from './words-signals.js';

/** The latest; what somebody wrote before them says little about today. */
const textsMax = 1_000;

/** Reads what a borrower wrote and how it lives among others, where it agreed to that purpose, and as far as it did. */
@Injectable()
export class ReadWords implements SignalReader<ReadEvidence> {
  readonly figuresOf = wordsFigures;
  readonly partsOf = wordsParts;
  readonly reasonsOf = wordsReasons;
  readonly picturesOf = ({ text, score }: ReadEvidence) => [
    ...(text ? [{ subject: 'words', svg: drawTextFeatures(text) }] : []),
    ...(score ? [{ subject: 'wordsModel', svg: drawContributions(score) }] : []),
  ];

  constructor(
    private readonly knownEvents: KnownEvents,
    private readonly models: ProductWordsModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** Fails with CONSENT_REQUIRED without a consent to TEXT_ANALYSIS. */
  async read(
    context: TenantContext,
    { borrowerId, productCode, asOf, knownUntil }: SignalQuestion,
  ): Promise<Read<ReadEvidence>> {
    const tenant = this.transport.client(tenantContract);
    const access = await openDataAccess(
      (asked) => tenant.checkConsent(context, asked),
      this.clock,
      borrowerId,
      'TEXT_ANALYSIS',
    );
    const [events, model] = await Promise.all([
      this.knownEvents.of(context, access, asOf, knownUntil),
      productCode === null ? undefined : this.models.inForce(context, productCode, knownUntil),
    ]);
    const given = {
      ...(access.categories.includes('TEXT') ? { texts: textsIn(events) } : {}),
      ...(access.categories.includes('SOCIAL') ? { acts: actsIn(events) } : {}),
    };
    const evidence = wordsEvidence(access, given, { asOf, ...(model && { model: model.score }) });
    return { evidence: { ...evidence, model: model ?? null }, opened: [access] };
  }
}

/** The borrower's own words (`fields.content`), the oldest first: what it received is another's. */
function textsIn(events: readonly IndicatorEvent[]): string[] {
  return events
    .flatMap(({ direction, fields }) =>
      direction !== 'in' && typeof fields['content'] === 'string' ? [fields['content']] : [],
    )
    .slice(-textsMax);
}

/** Posts are for everybody; messages, calls and contacts go to somebody or come from somebody. */
function actsIn(events: readonly IndicatorEvent[]): SocialAct[] {
  return events.flatMap(({ kind, at, direction, counterparty }): SocialAct[] => {
    if (kind === 'post') return [{ at, kind: 'posted', counterpart: null }];
    if (counterparty === null || direction === null) return [];
    return [{ at, kind: direction === 'in' ? 'received' : 'wrote', counterpart: counterparty }];
  });
}
