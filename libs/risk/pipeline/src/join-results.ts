import { formatRate, parseRate } from '@fanxing/kernel';
import type { StrategyKind } from './pipeline.js';

type Result = Readonly<Record<string, unknown>>;

/** What a strategy said, with the kind of its stage. */
export interface StageResult {
  readonly kind: StrategyKind;
  readonly result: Result;
}

/** The reasons of a stage that declines: it says so, or it has reasons. Otherwise undefined, and the next stage runs. */
export function declinesOf({ outcome, reasons }: Result): readonly unknown[] | undefined {
  const list = Array.isArray(reasons) ? (reasons as unknown[]) : [];
  return outcome === 'DECLINE' || list.length > 0 ? list : undefined;
}

/**
 * One result of stages of which none declined, to be read as a verdict. The credit stage alone approves. `limit` and `dailyRate`
 * are those of the last stage that gives them; every `limitMax` caps the limit, and every `rateAdded` raises the rate.
 */
export function joinResults(stages: readonly StageResult[]): Record<string, unknown> {
  const outcome = stages.find(({ kind }) => kind === 'credit')?.result['outcome'];
  const last = (name: string): unknown =>
    stages.findLast(({ result }) => (result[name] ?? null) !== null)?.result[name] ?? null;
  const all = (name: string): unknown[] => stages.flatMap(({ result }) => result[name] ?? []);
  return {
    outcome,
    reasons: [],
    limit: all('limitMax').reduce(capped, last('limit')),
    dailyRate: all('rateAdded').reduce(raised, last('dailyRate')),
  };
}

const places = 8;
const decimal = /^\d{1,16}(\.\d+)?$/;

/** What is no decimal stays as it is: whoever reads the verdict refuses it. */
function capped(limit: unknown, cap: unknown): unknown {
  const most = unitsOf(cap);
  if (typeof limit !== 'string' || !decimal.test(limit) || most === undefined)
    return most === undefined ? cap : limit;
  if ((unitsOf(limit) ?? 0n) <= most) return limit;
  const [whole = '0', fraction = ''] = textOf(cap).split('.');
  return `${whole}.${fraction.slice(0, 2).padEnd(2, '0')}`;
}

function raised(rate: unknown, more: unknown): unknown {
  if (typeof rate !== 'string') return rate;
  return formatRate({
    units: parseRate(rate, 'dailyRate').units + parseRate(textOf(more), 'rateAdded').units,
  });
}

/** The shortest decimal of a number that a strategy gave, which is the one that it counted; never with an exponent. */
function textOf(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  const text = String(value);
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
}

function unitsOf(value: unknown): bigint | undefined {
  const text = textOf(value);
  if (!decimal.test(text)) return undefined;
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
}
