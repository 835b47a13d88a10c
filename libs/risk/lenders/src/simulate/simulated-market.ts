import { seededRandom, type Outcome } from '@fanxing/risk-models';
import type { LendingEvent } from '../event/lending-event.js';
import { dayMs } from '../stream/decayed-state.js';
import { chance, normal, timesIn, type Random } from './draws.js';
import { personsOf, type Person } from './persons.js';

interface MarketOptions {
  readonly borrowers: number;
  /** How long the market is watched, in days. */
  readonly days: number;
  readonly beginMs: number;
  readonly seed: number;
}

/** An application at the bank that looks at the market, with what became of it. */
interface SimulatedApplication {
  readonly atMs: number;
  readonly borrower: string;
  /** What the bank has of the borrower itself, with its noise. */
  readonly own: { readonly turnover: number; readonly regularity: number };
  /** 1: not repaid. */
  readonly outcome: Outcome;
}

export interface SimulatedMarket {
  /** All that happens at any lender, in order. */
  readonly events: readonly LendingEvent[];
  readonly applications: readonly SimulatedApplication[];
}

/** The bank that looks at the market; the others are `L1` and so on. */
export const lookingBank = 'ours';
const othersCount = 30;
const oursShare = 0.15;

/** An application is paid out with this chance, to people in need less often. */
const paidOut = { ordinary: 0.5, inNeed: 0.35 };
/** An instalment of such a loan is missed a month later with this chance. */
const missed = { ordinary: 0.04, inNeed: 0.25 };

/**
 * A made market of borrowers at many lenders, to see what methods find again that was put in. IT IS NOBODY'S DATA: a figure measured on it
 * says that a method works on such patterns, not how often they are in a market.
 *
 * What is put in: people differ in how steady they are, which the bank sees with noise. Some come into need for some weeks, apply at many
 * lenders while it lasts, and repay badly then and for a month after; when it is over they are as before, but their past looks the
 * same. Some always compare many offers and repay like others. Two of a family may share a telephone, and one's need is felt by the
 * other. Rings of five to twelve share two devices, apply everywhere within ten days, and do not repay. A shop's telephone stands in
 * one of a hundred applications. The same options give the same market.
 */
export function simulateMarket({ borrowers, days, beginMs, seed }: MarketOptions): SimulatedMarket {
  const random = seededRandom(seed);
  const events: LendingEvent[] = [];
  const applications: SimulatedApplication[] = [];
  for (const person of personsOf(borrowers, days, random)) {
    const own = {
      turnover: person.steadiness + normal(random),
      regularity: person.steadiness + 1.5 * normal(random),
    };
    for (const [place, day] of applyingDays(person, days, random).entries()) {
      const lender = chance(random, oursShare) ? lookingBank : `L${1 + Math.floor(random() * othersCount)}`;
      const atMs = beginMs + Math.floor(day * dayMs);
      const event = { id: `${person.name}-${place}`, atMs, lender, ...usedBy(person, random) };
      events.push({ ...event, kind: 'application' });
      events.push(...afterwards(person, day, event, random));
      if (lender === lookingBank)
        applications.push({ atMs, borrower: person.name, own, outcome: outcomeOf(person, day, random) });
    }
  }
  return {
    events: events.sort(byTime),
    applications: applications.sort((one, other) => one.atMs - other.atMs),
  };
}

type Told = Omit<LendingEvent, 'kind'>;

function usedBy(
  { name, device, phone }: Person,
  random: Random,
): Pick<Told, 'borrower' | 'device' | 'phone'> {
  return { borrower: name, device, phone: chance(random, 0.01) ? 'shop' : phone };
}

function applyingDays({ needs, ring, comparesOffers }: Person, days: number, random: Random): number[] {
  const always = timesIn({ from: 0, until: days }, comparesOffers ? 1 / 12 : 1 / 75, random);
  const inNeed = needs.flatMap((need) => timesIn(need, 1 / 4, random));
  const inRing = ring ? timesIn(ring, 1 / 1.5, random) : [];
  return [...always, ...inNeed, ...inRing].filter((day) => day < days).sort((one, other) => one - other);
}

/** The loan that an application may become, and the instalment of it that may be missed. */
function afterwards(person: Person, day: number, application: Told, random: Random): LendingEvent[] {
  const state = isIn(person, day, 0) ? 'inNeed' : 'ordinary';
  if (!chance(random, paidOut[state])) return [];
  const later = (kind: 'loan' | 'overdue', afterDays: number): LendingEvent => ({
    ...{ ...application, kind, id: `${application.id} ${kind}` },
    atMs: application.atMs + afterDays * dayMs,
  });
  return [later('loan', 1), ...(chance(random, missed[state]) ? [later('overdue', 31)] : [])];
}

const daysAfterNeed = 30;

function outcomeOf(person: Person, day: number, random: Random): Outcome {
  const family = person.family.some((other) => isIn(other, day, daysAfterNeed));
  const inRing = person.ring !== null && day >= person.ring.from && day < person.ring.until;
  const logOdds =
    -3.1 -
    0.8 * person.steadiness +
    (isIn(person, day, daysAfterNeed) ? 2 : 0) +
    (family ? 0.7 : 0) +
    (inRing ? 2.5 : 0);
  return chance(random, 1 / (1 + Math.exp(-logOdds))) ? 1 : 0;
}

function isIn({ needs }: Pick<Person, 'needs'>, day: number, after: number): boolean {
  return needs.some(({ from, until }) => day >= from && day < until + after);
}

function byTime(one: LendingEvent, other: LendingEvent): number {
  return one.atMs - other.atMs || (one.id < other.id ? -1 : 1);
}
