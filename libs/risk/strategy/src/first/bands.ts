import {
  clampRate,
  divideRounded,
  Fault,
  formatMinor,
  formatRate,
  parseMoney,
  parseRate,
  type Rate,
} from '@fanxing/kernel';

/** What a product's version bounds, as decimal texts. */
export interface BandTerms {
  readonly currency: string;
  readonly limitMin: string;
  readonly limitMax: string;
  /** Every limit is a whole multiple of this; "100" unless told. */
  readonly limitMultipleOf?: string;
  readonly dailyRateMin: string;
  readonly dailyRateMax: string;
  /** How many bands of risk share the approved; 5 unless told. */
  readonly bands?: number;
}

/** Borrowers up to a probability of bad, and what they are offered. */
export interface Band {
  readonly probabilityMax: number;
  readonly limit: string;
  readonly dailyRate: string;
}

/**
 * Bands of equal width from no risk up to the cut-off: limits fall and rates rise in equal steps from the best terms
 * of the product to the worst. All arithmetic is exact; limits are rounded down to their multiple. Fails with
 * INPUT_INVALID where the bounds hold no multiple, and with the kernel's reasons for malformed figures.
 */
export function bandsFor(terms: BandTerms, probabilityCutoff: number): Band[] {
  const { bands = 5 } = terms;
  if (!(probabilityCutoff > 0 && probabilityCutoff < 1)) {
    refuse(`the cut-off ${probabilityCutoff} is not a probability between 0 and 1`, 'probabilityCutoff');
  }
  if (!Number.isInteger(bands) || bands < 1 || bands > 100)
    refuse(`${bands} bands are not 1 to 100`, 'bands');
  const limitAt = limitScale(terms);
  const rateAt = rateScale(terms);
  return Array.from({ length: bands }, (_, place) => {
    // A single band is priced as the worst: nothing tells its borrowers apart.
    const [part, whole] = bands === 1 ? [1n, 1n] : [BigInt(place), BigInt(bands - 1)];
    return {
      probabilityMax: (probabilityCutoff * (place + 1)) / bands,
      limit: limitAt(part, whole),
      dailyRate: rateAt(part, whole),
    };
  });
}

type Scale = (part: bigint, whole: bigint) => string;

function limitScale({ currency: code, limitMin, limitMax, limitMultipleOf = '100' }: BandTerms): Scale {
  const { minor: lowest, currency } = parseMoney(limitMin, code, 'limitMin');
  const highest = parseMoney(limitMax, code, 'limitMax').minor;
  const step = parseMoney(limitMultipleOf, code, 'limitMultipleOf').minor;
  if (step <= 0n) refuse('limits must be multiples of more than zero', 'limitMultipleOf');
  const [fewest, most] = [divideRounded(lowest, step, 'up'), divideRounded(highest, step, 'down')];
  if (fewest < 1n || fewest > most) {
    refuse(`no multiple of ${limitMultipleOf} lies between ${limitMin} and ${limitMax}`, 'limitMax');
  }
  return (part, whole) =>
    formatMinor((most - divideRounded((most - fewest) * part, whole, 'up')) * step, currency);
}

function rateScale({ dailyRateMin, dailyRateMax }: BandTerms): Scale {
  const lowest = parseRate(dailyRateMin, 'dailyRateMin');
  const highest = parseRate(dailyRateMax, 'dailyRateMax');
  if (lowest.units < 0n || lowest.units > highest.units) {
    refuse(`${dailyRateMin} to ${dailyRateMax} is not a range of rates from zero up`, 'dailyRateMax');
  }
  return (part, whole) => {
    const units = lowest.units + divideRounded((highest.units - lowest.units) * part, whole, 'half-up');
    return formatRate(clampRate(toMillionths({ units }), lowest, highest));
  };
}

/** People read rates with six decimals at most: 0.000433 a day, not 0.000433333333. */
function toMillionths({ units }: Rate): Rate {
  return { units: divideRounded(units, 1_000_000n, 'half-up') * 1_000_000n };
}

function refuse(problem: string, path: string): never {
  throw new Fault('INPUT_INVALID', { problem }, path);
}
