import {
  addDays,
  applyRate,
  maxMinor,
  minMinor,
  minorUnitExponent,
  parseMinor,
  parseRate,
  type BusinessDate,
  type CurrencyCode,
} from '@fanxing/kernel';
import type { MonitoringAction, MonitoringVerdict } from '@fanxing/risk-strategy';

/** A line as its monitoring knows it; amounts in minor units of its currency. */
export interface WatchedLine {
  readonly status: 'ACTIVE' | 'FROZEN' | 'EXPIRED' | 'CLOSED';
  readonly currency: CurrencyCode;
  readonly limitMinor: bigint;
  readonly usedMinor: bigint;
  readonly limitMinMinor: bigint;
  readonly limitMaxMinor: bigint;
  readonly daysPastDue: number;
  readonly loansOpen: number;
}

/** The last change of a line that a warning asked for, also where lending refused it. */
export interface LastOrder {
  readonly id: string;
  readonly action: string;
  readonly on: BusinessDate;
}

/**
 * Why what the rules want is not asked for: the last change is too fresh, the line is like that already, its limit stands at the product's
 * bound, or it is in no state for it.
 */
export type HeldBecause = 'COOL_DOWN' | 'NO_CHANGE' | 'AT_BOUND' | 'LINE_NOT_ACTIVE';

/** What is asked of lending; a limit in minor units with a raise or a cut, and only there. */
export interface SettledAction {
  readonly action: MonitoringAction;
  readonly limitMinor: bigint | null;
  readonly held: HeldBecause | null;
}

export interface Circumstances {
  readonly line: WatchedLine;
  readonly lastOrder: LastOrder | null;
  readonly businessDate: BusinessDate;
  /** So many business days after a change nothing but a freeze is asked for, so that a line does not flap. */
  readonly coolDownDays: number;
}

/** Limits are in whole hundreds of the major unit, as they were offered. */
const limitStepMajor = 100n;

/**
 * What of a verdict is asked of lending, as things stand. A freeze is never held for being too soon after another change: waiting would
 * cost money, and what lets the line go again is held instead. An amount that is no amount of the currency fails as amounts do.
 */
export function settleAction(verdict: MonitoringVerdict, circumstances: Circumstances): SettledAction {
  const { action } = verdict;
  const { line, lastOrder, businessDate, coolDownDays } = circumstances;
  if (action === 'NONE') return { action, limitMinor: null, held: null };
  const wrongState = heldByState(action, line.status);
  if (wrongState) return held(wrongState);
  const isFresh = lastOrder !== null && businessDate < addDays(lastOrder.on, coolDownDays);
  if (isFresh && action !== 'FREEZE') return held('COOL_DOWN');
  if (action === 'FREEZE' || action === 'UNFREEZE') return { action, limitMinor: null, held: null };
  const limitMinor = limitWithin(line, wantedMinor(verdict, line));
  if (action === 'RAISE' ? limitMinor > line.limitMinor : limitMinor < line.limitMinor)
    return { action, limitMinor, held: null };
  const bound = action === 'RAISE' ? line.limitMaxMinor : line.limitMinMinor;
  return held(line.limitMinor === bound ? 'AT_BOUND' : 'NO_CHANGE');
}

function heldByState(action: MonitoringAction, status: WatchedLine['status']): HeldBecause | undefined {
  if (status !== 'ACTIVE' && status !== 'FROZEN') return 'LINE_NOT_ACTIVE';
  if (action === 'FREEZE' && status === 'FROZEN') return 'NO_CHANGE';
  if (action === 'UNFREEZE' && status === 'ACTIVE') return 'NO_CHANGE';
  return action === 'RAISE' && status === 'FROZEN' ? 'LINE_NOT_ACTIVE' : undefined;
}

function wantedMinor({ limit, limitShare }: MonitoringVerdict, line: WatchedLine): bigint {
  if (limitShare !== null) return applyRate(line.limitMinor, parseRate(limitShare, 'limitShare'), 'down');
  return parseMinor(limit ?? '', line.currency, 'limit');
}

/** Down to whole hundreds of the major unit, and never past the product's bounds. */
function limitWithin({ currency, limitMinMinor, limitMaxMinor }: WatchedLine, minor: bigint): bigint {
  const step = limitStepMajor * 10n ** BigInt(minorUnitExponent(currency));
  const capped = minMinor(minor, limitMaxMinor);
  return maxMinor(capped - (capped % step), limitMinMinor);
}

function held(because: HeldBecause): SettledAction {
  return { action: 'NONE', limitMinor: null, held: because };
}
