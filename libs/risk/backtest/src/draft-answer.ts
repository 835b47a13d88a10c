import { Fault, parseMinor, parseRate, type CurrencyCode, type Rate } from '@fanxing/kernel';

/** What a draft decides on one application. */
export type DraftAnswer =
  | { readonly outcome: 'APPROVE'; readonly limit: bigint | null; readonly dailyRate: Rate | null }
  | { readonly outcome: 'DECLINE'; readonly reasons: readonly string[] }
  /** It came to no answer, which approves nobody. */
  | { readonly outcome: 'STOPPED'; readonly problem: string };

/**
 * Reads a strategy's result: `outcome`, and beside an approval `limit` and `dailyRate` where it has them, as decimal
 * texts or numbers; of a DMN file one decision may hold them all. Fails with STRATEGY_INVALID where it is no decision.
 */
export function readDraftAnswer(
  result: Readonly<Record<string, unknown>>,
  currency: CurrencyCode,
): Exclude<DraftAnswer, { readonly outcome: 'STOPPED' }> {
  const { outcome, limit, dailyRate, reasons } = answerWithin(result);
  if (outcome === 'DECLINE') return { outcome, reasons: codesOf(reasons) };
  if (outcome !== 'APPROVE')
    refuse(`its outcome is ${JSON.stringify(outcome) ?? 'missing'}, not APPROVE or DECLINE`);
  const against = codesOf(reasons);
  if (against.length > 0) refuse(`it approved in spite of ${against.join(', ')}`);
  const granted = decimalOf(limit, 'limit');
  const price = decimalOf(dailyRate, 'dailyRate');
  if (price?.startsWith('-')) refuse('its dailyRate is below zero');
  return {
    outcome,
    limit: granted === null ? null : limitOf(granted, currency),
    dailyRate: price === null ? null : parseRate(price, 'dailyRate'),
  };
}

function answerWithin(result: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if ('outcome' in result) return result;
  const within = Object.values(result).find(
    (value): value is Record<string, unknown> =>
      typeof value === 'object' && value !== null && 'outcome' in value,
  );
  return within ?? result;
}

function limitOf(text: string, currency: CurrencyCode): bigint {
  const limit = parseMinor(text, currency, 'limit');
  if (limit <= 0n) refuse('its limit is not above zero');
  return limit;
}

/** A number is written out as what it shows: 0.0005 is 5/10,000 and not the nearest double. */
function decimalOf(value: unknown, name: string): string | null {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'number' ? plain(value) : value;
  if (typeof text !== 'string' || !/^-?\d{1,16}(\.\d{1,12})?$/.test(text))
    refuse(`its ${name} is ${JSON.stringify(value)}, not a decimal`);
  return text;
}

function plain(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
}

function codesOf(reasons: unknown): string[] {
  const list = Array.isArray(reasons) ? reasons : [reasons];
  return list.filter((reason): reason is string => typeof reason === 'string' && reason !== '');
}

function refuse(problem: string): never {
  throw new Fault('STRATEGY_INVALID', { problem });
}
