import { Fault, formatRate, parseRate } from '@fanxing/kernel';

/** What a lending strategy decided. An approval always has a limit and a price, a decline always a reason. */
export type Verdict =
  | { readonly outcome: 'APPROVE'; readonly limit: string; readonly dailyRate: string }
  | { readonly outcome: 'DECLINE'; readonly reasons: readonly string[] };

/**
 * Reads a strategy's result and accepts nothing half-done: no approval beside a reason against it, no limit that is
 * not an exact decimal above zero. Fails with STRATEGY_INVALID.
 */
export function readVerdict(result: Readonly<Record<string, unknown>>): Verdict {
  const { outcome, limit, dailyRate } = result;
  const reasons = readReasons(result['reasons']);
  if (outcome === 'DECLINE') {
    if (reasons.length === 0) refuse('it declined without a reason');
    return { outcome, reasons };
  }
  if (outcome !== 'APPROVE') refuse(`its outcome is ${JSON.stringify(outcome)}, not APPROVE or DECLINE`);
  if (reasons.length > 0) refuse(`it approved in spite of ${reasons.join(', ')}`);
  if (typeof limit !== 'string' || !/^\d{1,16}(\.\d{1,8})?$/.test(limit) || /^[0.]+$/.test(limit)) {
    refuse(`its limit is ${JSON.stringify(limit)}, not a decimal text above zero`);
  }
  if (typeof dailyRate !== 'string' || dailyRate.startsWith('-')) {
    refuse(`its dailyRate is ${JSON.stringify(dailyRate)}, not a decimal text of at least zero`);
  }
  return { outcome, limit, dailyRate: formatRate(parseRate(dailyRate, 'dailyRate')) };
}

function readReasons(reasons: unknown): string[] {
  if (!Array.isArray(reasons) || !reasons.every((reason) => typeof reason === 'string' && reason !== '')) {
    refuse(`its reasons are ${JSON.stringify(reasons)}, not a list of codes`);
  }
  return reasons as string[];
}

function refuse(problem: string): never {
  throw new Fault('STRATEGY_INVALID', { problem });
}
