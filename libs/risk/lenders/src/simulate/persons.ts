import { chance, normal, timesIn, type Random, type Span } from './draws.js';

/** A borrower of a made market. */
export interface Person {
  readonly name: string;
  /** Standard normal; the steadier, the better somebody repays. */
  readonly steadiness: number;
  readonly comparesOffers: boolean;
  /** When money was short. */
  readonly needs: readonly Span[];
  /** When the ring of which somebody is a member applies everywhere. */
  readonly ring: Span | null;
  readonly device: string;
  readonly phone: string;
  /** Who uses the same telephone at home. */
  readonly family: readonly Pick<Person, 'needs'>[];
}

const ringShare = 0.015;
const familyShare = 0.25;
const comparingShare = 0.12;
/** So many times a year money is short for somebody of average steadiness. */
const needsPerYear = 0.5;

export function personsOf(count: number, days: number, random: Random): Person[] {
  const persons: Person[] = [];
  while (persons.length < count) {
    const first = persons.length;
    const left = count - first;
    if (chance(random, ringShare / 8))
      persons.push(...aRing(first, Math.min(left, 5 + Math.floor(random() * 8)), days, random));
    else if (left > 1 && chance(random, familyShare / 2)) persons.push(...aFamily(first, days, random));
    else persons.push(aPerson(first, days, random));
  }
  return persons;
}

function aPerson(place: number, days: number, random: Random): Person {
  const steadiness = normal(random);
  const needs = timesIn(
    { from: -60, until: days },
    (needsPerYear / 365) * Math.exp(-0.5 * steadiness),
    random,
  ).map((from) => ({ from, until: from + 20 + 40 * random() }));
  return {
    ...{ name: `b${place}`, steadiness, needs, ring: null, family: [] },
    comparesOffers: chance(random, comparingShare),
    ...{ device: `d${place}`, phone: `p${place}` },
  };
}

function aFamily(place: number, days: number, random: Random): Person[] {
  const [one, other] = [aPerson(place, days, random), aPerson(place + 1, days, random)];
  const { phone } = one;
  return [
    { ...one, family: [other] },
    { ...other, phone, family: [one] },
  ];
}

function aRing(place: number, members: number, days: number, random: Random): Person[] {
  const from = random() * days;
  const ring = { from, until: from + 10 };
  return Array.from({ length: members }, (_, at) => ({
    ...aPerson(place + at, days, random),
    ...{ ring, device: `d${place}-${at % 2}` },
  }));
}
