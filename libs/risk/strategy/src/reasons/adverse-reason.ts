import type { ReasonCode } from './reason-codes.js';

/** A characteristic that cost a borrower points, and on which side of the best they stand. */
export interface CharacteristicShortfall {
  readonly characteristic: string;
  readonly side: 'low' | 'high' | 'missing' | 'other';
}

/**
 * The sentence that a borrower can be told about a characteristic. It is read from the characteristic's name, and is
 * said only where the side fits: a bank's "balance" may be money owed, so a high one must not be called low.
 */
export function adverseReason({ characteristic, side }: CharacteristicShortfall): ReasonCode {
  if (side === 'missing') return 'HISTORY_INCOMPLETE';
  if (side === 'other') return 'PROFILE_RISK';
  const words = characteristic.split('.');
  if (words[1] === 'lenders') return lendersReason(words, side);
  const aggregate = words.at(-2) ?? '';
  const [isBalance, isArrears] = [/balance/i, /delay|arrear|overdue|late|pastdue/i].map((pattern) =>
    words.some((word) => pattern.test(word)),
  );
  const isIrregular = irregular.has(aggregate) && side === 'high';
  if (isArrears) return side === 'high' ? 'RECENT_ARREARS' : 'PROFILE_RISK';
  if (isBalance) return balanceReason(aggregate, side);
  if (words.includes('in')) {
    if (isIrregular) return 'IRREGULAR_INCOME';
    return levels.has(aggregate) && side === 'low' ? 'INCOME_TOO_LOW' : 'PROFILE_RISK';
  }
  if (isIrregular) return 'IRREGULAR_ACTIVITY';
  if (!levels.has(aggregate)) return 'PROFILE_RISK';
  if (words.includes('out')) return side === 'high' ? 'OUTGOINGS_TOO_HIGH' : 'PROFILE_RISK';
  return side === 'low' && /payment/i.test(words[0] ?? '') ? 'PAYMENTS_TOO_LOW' : 'PROFILE_RISK';
}

/** The reasons of several characteristics, the first mentioned first, each once. */
export function adverseReasons(shortfalls: readonly CharacteristicShortfall[]): ReasonCode[] {
  return [...new Set(shortfalls.map(adverseReason))];
}

/** Applications and loans elsewhere have a sentence; a write-off or a shared number has none that fits. */
function lendersReason(words: readonly string[], side: 'low' | 'high'): ReasonCode {
  const isOfBorrowing = words.slice(2).some((word) => ['lenders', 'applications', 'loans'].includes(word));
  return isOfBorrowing && side === 'high' ? 'RECENT_APPLICATIONS' : 'PROFILE_RISK';
}

const levels = new Set('count sum mean min max first last median p10 p25 p75 p90'.split(' '));
const irregular = new Set(['deviation', 'longestGap', 'daysSinceLast']);

function balanceReason(aggregate: string, side: 'low' | 'high'): ReasonCode {
  if (aggregate === 'deviation') return side === 'high' ? 'BALANCE_UNSTABLE' : 'PROFILE_RISK';
  if (!levels.has(aggregate) || aggregate === 'count') return 'PROFILE_RISK';
  return side === 'low' ? 'BALANCE_TOO_LOW' : 'BALANCE_TOO_HIGH';
}
