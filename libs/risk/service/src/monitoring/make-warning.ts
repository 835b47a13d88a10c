import { createHash } from 'node:crypto';
import { formatMinor, toEpochMs, type BusinessDate, type Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '@fanxing/risk-indicators';
import {
  readMonitoringVerdict,
  reasonInWords,
  type MonitoringVerdict,
  type StrategyStep,
} from '@fanxing/risk-strategy';
import type { MonitoringRules } from './monitoring-rules-cache.js';
import { settleAction, type LastOrder, type SettledAction, type WatchedLine } from './settle-action.js';

/** All that a look at a line rests on beside its rules. */
export interface LookedAt {
  readonly asOf: Instant;
  readonly businessDate: BusinessDate;
  /** Strictly before `asOf`. */
  readonly events: readonly IndicatorEvent[];
  readonly line: WatchedLine;
  readonly lastOrder: LastOrder | null;
}

/** What a look came to. The same rules and facts always make the same one. */
export interface MadeWarning {
  readonly level: MonitoringVerdict['level'];
  readonly reasons: readonly ReturnType<typeof reasonInWords>[];
  readonly wanted: MonitoringVerdict['action'];
  readonly settled: SettledAction;
  readonly values: Readonly<Record<string, unknown>>;
  readonly trace: readonly StrategyStep[];
  readonly fingerprint: string;
}

const msPerDay = 86_400_000;

/** Looks at a line: figures, then the rules, then what of it may be done. Reads nothing but what it is given. */
export async function makeWarning(rules: MonitoringRules, seen: LookedAt): Promise<MadeWarning> {
  const values = valuesOf(rules, seen);
  const { result, trace } = await rules.strategy.evaluate(values);
  const verdict = readMonitoringVerdict(result);
  const { line, lastOrder, businessDate } = seen;
  const { coolDownDays } = rules;
  const settled = settleAction(verdict, { line, lastOrder, businessDate, coolDownDays });
  const fingerprint = digestOf([
    ...[rules.id, rules.strategy.fingerprint, coolDownDays, seen.asOf, businessDate],
    ...[line, lastOrder, values, verdict, settled, trace],
  ]);
  const reasons = verdict.reasons.map(reasonInWords);
  return { level: verdict.level, reasons, wanted: verdict.action, settled, values, trace, fingerprint };
}

function valuesOf(
  { indicators }: MonitoringRules,
  { events, asOf, line }: LookedAt,
): Record<string, unknown> {
  const figures = indicators.compute(events, asOf, line.currency);
  return {
    eventCount: events.length,
    daysSinceLastEvent: daysSinceLast(events, asOf),
    indicators: Object.fromEntries(indicators.names.map((name, place) => [name, figures[place] ?? null])),
    line: {
      status: line.status,
      limit: major(line.limitMinor, line),
      used: major(line.usedMinor, line),
      utilisation: utilisationOf(line),
      daysPastDue: line.daysPastDue,
      loansOpen: line.loansOpen,
    },
  };
}

/** For comparing only: what is done with a limit is reckoned in minor units. */
function major(minor: bigint, { currency }: WatchedLine): number {
  return Number(formatMinor(minor, currency));
}

/** The share of the limit that is in use, to four places. */
function utilisationOf({ usedMinor, limitMinor }: WatchedLine): number {
  return limitMinor === 0n ? 0 : Number((usedMinor * 10_000n) / limitMinor) / 10_000;
}

function daysSinceLast(events: readonly IndicatorEvent[], asOf: Instant): number | null {
  const [first, ...others] = events;
  if (!first) return null;
  const last = others.reduce((latest, { at }) => (at > latest ? at : latest), first.at);
  return (toEpochMs(asOf) - toEpochMs(last)) / msPerDay;
}

function digestOf(parts: readonly unknown[]): string {
  const text = JSON.stringify(parts, (_, part: unknown) =>
    typeof part === 'bigint' ? part.toString() : part,
  );
  return createHash('sha256').update(text).digest('hex');
}
