import { Injectable } from '@nestjs/common';
import { Fault, fromEpochMs, toEpochMs, type Instant } from '@fanxing/kernel';
import { sourceUseOf, type Fallback } from '@fanxing/risk-pipeline';
import type { IndicatorEvent } from '@fanxing/risk-indicators';
import type { DataAccess } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { logger } from '@fanxing/runtime/telemetry';
import { ordinary, type Circumstances } from './circumstances.js';
import type { DecisionRules } from './decision-rules.js';
import { lastKnownDecision } from './decision.store.js';
import {
  figuresOf,
  missingFigures,
  permittedAttributes,
  signalValues,
  type DecisionFacts,
  type DecisionFigures,
} from './make-decision.js';
import { recordedParts, recordedSignals } from '../signal/recorded-signals.js';
import { ReadSignals, type SignalReading } from '../signal/read-signals.js';
import { ReadDecision } from './read-decision.js';
import { within } from './within.js';

/** What a decision is made on, and what stood in for what could not be had. */
export interface GatheredFigures {
  readonly figures: DecisionFigures;
  readonly circumstances: Circumstances;
  /** Rights that were opened for signals, besides the one to the events. */
  readonly opened: readonly DataAccess[];
}

/** Whose figures, as of when; `events` are on their way. */
export interface Whose extends Pick<DecisionFacts, 'asOf' | 'attributes'> {
  readonly knownUntil: Instant | null;
  readonly productCode: string;
  /** Whose own decision it is. */
  readonly applicationId: string;
  readonly events: Promise<readonly IndicatorEvent[]>;
}

type ReadData = Pick<SignalReading, 'opened'> & Pick<DecisionFacts, 'events' | 'signals' | 'signalParts'>;

const log = logger('decision');

/** What says that a source can not answer now, and nothing of what was asked. */
const isDown: readonly string[] = ['UNAVAILABLE', 'INTERNAL', 'RATE_LIMITED'];

/** The figures of a decision from its sources; a source that is down is stood in for as the pipeline says. */
@Injectable()
export class GatherFigures {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly readDecision: ReadDecision,
    private readonly readSignals: ReadSignals,
  ) {}

  /** Fails with what events and signals fail with where the pipeline names no fallback for them. */
  async of(
    context: TenantContext,
    access: DataAccess,
    rules: DecisionRules,
    whose: Whose,
  ): Promise<GatheredFigures> {
    const use = sourceUseOf(rules.pipeline, 'events');
    const reading = this.read(context, access, rules, whose);
    if (!use) return onWhatWasRead(rules, whose, await reading);
    const read = await within(reading, use.budgetMs).catch((error: unknown) => {
      if (error instanceof Fault && !isDown.includes(error.category)) throw error;
      return undefined;
    });
    if (read) return onWhatWasRead(rules, whose, read);
    log.warn('the events of a decision could not be had in time');
    return this.without(context, access, rules, whose, use.whenDown);
  }

  /** Events and what signals make of them. */
  private async read(
    context: TenantContext,
    access: DataAccess,
    { signals: names }: DecisionRules,
    { asOf, knownUntil, productCode, applicationId, events: coming }: Whose,
  ): Promise<ReadData> {
    const events = await coming;
    const { borrowerId } = access;
    const application = { id: applicationId, isDeciding: true, keptUntil: null };
    const question = { borrowerId, asOf, knownUntil, productCode, application, access, events };
    const {
      figures: signals,
      parts: signalParts,
      opened,
    } = await this.readSignals.named(context, question, names);
    return { events, signals, signalParts, opened };
  }

  /** The same figures again, for a decision under these circumstances. */
  async again(
    context: TenantContext,
    rules: DecisionRules,
    attributes: DecisionFacts['attributes'],
    { fallbacks }: Circumstances,
  ): Promise<DecisionFigures | undefined> {
    const [used] = fallbacks;
    if (!used) return undefined;
    return used.decisionId === null
      ? missingFigures(rules, attributes)
      : this.figuresOfDecision(context, rules, attributes, used.decisionId);
  }

  private async without(
    context: TenantContext,
    access: DataAccess,
    rules: DecisionRules,
    { asOf, attributes }: Pick<Whose, 'asOf' | 'attributes'>,
    fallback: Fallback,
  ): Promise<GatheredFigures> {
    const used = { source: 'events' as const, use: fallback.use, decisionId: null };
    const missing = missingFigures(rules, attributes);
    const declined = (code: string): GatheredFigures => ({
      figures: missing,
      circumstances: { fallbacks: [used], ended: { stage: 'data', code } },
      opened: [],
    });
    if (fallback.use === 'missing')
      return { figures: missing, circumstances: { fallbacks: [used], ended: null }, opened: [] };
    if (fallback.use === 'decline') return declined(fallback.reason);
    const notBefore = hoursBefore(asOf, fallback.maxAgeHours);
    const decisionId = await lastKnownDecision(this.database, context, access, asOf, notBefore);
    if (decisionId === undefined) return declined('DATA_NOT_AVAILABLE');
    return {
      figures: await this.figuresOfDecision(context, rules, attributes, decisionId),
      circumstances: { fallbacks: [{ ...used, decisionId }], ended: null },
      opened: [],
    };
  }

  /** Those of an earlier decision, by the names that these rules read; what it did not read is missing. */
  private async figuresOfDecision(
    context: TenantContext,
    rules: DecisionRules,
    attributes: DecisionFacts['attributes'],
    decisionId: string,
  ): Promise<DecisionFigures> {
    const { values } = await this.readDecision.known(context, decisionId);
    const { eventCount, daysSinceLastEvent, indicators } = values as DecisionFigures;
    return {
      eventCount,
      daysSinceLastEvent,
      indicators: Object.fromEntries(rules.indicators.names.map((name) => [name, indicators[name] ?? null])),
      attributes: permittedAttributes(rules, { attributes }),
      ...signalValues(rules, { signals: recordedSignals(values), signalParts: recordedParts(values) }),
    };
  }
}

function onWhatWasRead(
  rules: DecisionRules,
  { asOf, attributes }: Whose,
  { opened, ...read }: ReadData,
): GatheredFigures {
  const figures = figuresOf(rules, { asOf, attributes, ...read });
  return { figures, circumstances: ordinary, opened };
}

function hoursBefore(moment: Instant, hours: number): Instant {
  return fromEpochMs(toEpochMs(moment) - hours * 3_600_000);
}
