/**
 * An amount divided among the parties to a shared loan (联合贷). Shares are exact fractions of one whole; cents that do not
 * divide go where the agreement's named rule says, so that the parts always add up to the amount.
 */
import { Fault } from '@fanxing/kernel';

/**
 * - `LEAD`: every party gets its share rounded down, the lead bank all that is left.
 * - `LARGEST_REMAINDER`: the cents that are left go one each to whoever lost most by rounding down; between equals the lead bank
 *   comes first, then the order of the agreement.
 */
export type RemainderRule = 'LEAD' | 'LARGEST_REMAINDER';

export interface PartyShare {
  readonly party: string;
  /** So many of the agreement's `whole` parts. */
  readonly parts: bigint;
}

export interface FundingShares {
  /** In the order of the agreement; the parts add up to `whole`. */
  readonly parties: readonly PartyShare[];
  readonly whole: bigint;
  readonly remainder: RemainderRule;
  /** The place of the lead bank (牵头行) among the parties. */
  readonly lead: number;
}

export interface GivenShare {
  readonly party: string;
  /** An exact fraction, such as `1/3`. */
  readonly share: string;
}

const partiesMax = 20;
const wholeMax = 1_000_000_000n;

/**
 * Reads the shares of an agreement. Fails with SHARES_INVALID unless each is a fraction above zero, the parties are two or more and
 * distinct, the lead bank is one of them, and all shares together are exactly one.
 */
export function parseShares(
  given: readonly GivenShare[],
  remainder: RemainderRule,
  leadParty: string,
): FundingShares {
  const fractions = given.map(({ share }) => fractionOf(share));
  const whole = fractions.reduce((common, { denominator }) => leastCommonMultiple(common, denominator), 1n);
  if (whole > wholeMax) throw invalid('the fractions have no reasonable common denominator');
  const parties = given.map(({ party }, place) => ({ party, parts: partsOf(fractions[place], whole) }));
  const lead = parties.findIndex(({ party }) => party === leadParty);
  if (parties.length < 2 || parties.length > partiesMax)
    throw invalid(`there must be 2 to ${partiesMax} parties`);
  if (new Set(parties.map(({ party }) => party)).size !== parties.length)
    throw invalid('a party is named twice');
  if (lead < 0) throw invalid('the lead bank is not among the parties');
  if (parties.reduce((sum, { parts }) => sum + parts, 0n) !== whole)
    throw invalid('the shares do not add up to 1');
  return { parties, whole, remainder, lead };
}

/** What each party gets of an amount in minor units, which may be negative; the parts add up to it exactly. */
export function splitAmount(total: bigint, { parties, whole, remainder, lead }: FundingShares): bigint[] {
  const size = total < 0n ? -total : total;
  const shares = parties.map(({ parts }) => (size * parts) / whole);
  const left = size - shares.reduce((sum, share) => sum + share, 0n);
  for (const place of takersOf(left, size, parties, whole, remainder, lead)) {
    shares[place] = (shares[place] ?? 0n) + (remainder === 'LEAD' ? left : 1n);
  }
  return total < 0n ? shares.map((share) => -share) : shares;
}

/** The places of those who take what is left over. */
function takersOf(
  left: bigint,
  size: bigint,
  parties: readonly PartyShare[],
  whole: bigint,
  remainder: RemainderRule,
  lead: number,
): number[] {
  if (left === 0n) return [];
  if (remainder === 'LEAD') return [lead];
  const lost = parties.map(({ parts }, place) => ({ place, rest: (size * parts) % whole }));
  lost.sort((one, other) =>
    one.rest !== other.rest
      ? one.rest > other.rest
        ? -1
        : 1
      : Number(other.place === lead) - Number(one.place === lead) || one.place - other.place,
  );
  return lost.slice(0, Number(left)).map(({ place }) => place);
}

function fractionOf(text: string): { numerator: bigint; denominator: bigint } {
  const [, numerator, denominator] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  if (
    numerator === undefined ||
    denominator === undefined ||
    BigInt(denominator) === 0n ||
    BigInt(numerator) === 0n
  ) {
    throw invalid(`"${text.slice(0, 32)}" is not a fraction above zero such as "1/3"`);
  }
  const divisor = greatestCommonDivisor(BigInt(numerator), BigInt(denominator));
  return { numerator: BigInt(numerator) / divisor, denominator: BigInt(denominator) / divisor };
}

function partsOf(fraction: { numerator: bigint; denominator: bigint } | undefined, whole: bigint): bigint {
  return fraction ? (fraction.numerator * whole) / fraction.denominator : 0n;
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestCommonDivisor(right, left % right);
}

function leastCommonMultiple(left: bigint, right: bigint): bigint {
  return (left / greatestCommonDivisor(left, right)) * right;
}

function invalid(problem: string): Fault {
  return new Fault('SHARES_INVALID', { problem }, 'input.parties');
}
