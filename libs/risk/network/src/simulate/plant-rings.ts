import type { PaymentRow } from '../payment/payment-book.js';
import { Dice } from './dice.js';

/** How money goes round in a planted ring. The last three are kept for tests: nothing is fitted to them. */
export type RingKind =
  'cash-out shop' | 'cycle' | 'gather-scatter' | 'shared devices' | 'fan-in' | 'scatter-gather' | 'layers';

export const fittedKinds: readonly RingKind[] = [
  'cash-out shop',
  'cycle',
  'gather-scatter',
  'shared devices',
];
export const unseenKinds: readonly RingKind[] = ['fan-in', 'scatter-gather', 'layers'];

export interface PlantOptions {
  readonly seed: number;
  readonly rings: number;
  readonly kinds: readonly RingKind[];
  /** Accounts that can be recruited; they go on living as before. */
  readonly recruits: readonly string[];
  /** Moments at which rings may begin, in ms. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** How long a ring is at work, in ms; default three days. */
  readonly lastsMs?: number;
  /** Median of what a buyer brings; default 3,000. */
  readonly stake?: number;
}

export interface PlantedRing {
  readonly kind: RingKind;
  readonly members: readonly string[];
  /** Whose credit is turned into cash: who brings the money in. None where accounts only pay one another. */
  readonly buyers: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
}

interface Plan {
  readonly dice: Dice;
  readonly people: readonly string[];
  readonly fresh: (name: string) => string;
  /** `at` from 0 to 1 of the ring's life. */
  readonly pay: (from: string, to: string, amount: number, at: number, device?: string) => void;
  readonly stake: () => number;
}

/**
 * Plants rings among payments. Most members are recruits with a life of their own; shops and collectors are new accounts in two
 * of three rings and recruits in the rest. Who runs a ring keeps 2 to 10 % of what passes through. One recruit belongs to
 * one ring.
 */
export function plantRings(options: PlantOptions): { payments: PaymentRow[]; rings: PlantedRing[] } {
  const dice = new Dice(options.seed);
  const payments: PaymentRow[] = [];
  const recruits = dice.sample(options.recruits, options.recruits.length);
  const rings = Array.from({ length: options.rings }, (_, number): PlantedRing => {
    const kind = options.kinds[number % options.kinds.length]!;
    const lasts = (options.lastsMs ?? 3 * 86_400_000) * dice.between(0.4, 1);
    const startMs = dice.between(options.fromMs, options.untilMs - lasts);
    const begin = payments.length;
    const people = recruits.splice(0, dice.whole(6, 18));
    const usesFresh = dice.happens(2 / 3);
    const own = new Map<string, string>();
    const buyers = layouts[kind]({
      dice,
      people,
      fresh: (name) => {
        const known = own.get(name) ?? (usesFresh ? `9${dice.whole(1e7, 9e7)}` : recruits.pop()!);
        own.set(name, known);
        return known;
      },
      pay: (from, to, amount, at, device) => {
        const ms = Math.floor(startMs + lasts * Math.min(1, at));
        const row = { from, to, amount: amount.toFixed(2), at: new Date(ms).toISOString() };
        payments.push({ ...row, device: device ?? `d${from}` });
      },
      stake: () => dice.around(options.stake ?? 3_000, 1.5),
    });
    const members = new Set(payments.slice(begin).flatMap(({ from, to }) => [from, to]));
    return { kind, members: [...members], buyers, startMs, endMs: startMs + lasts };
  });
  return { payments, rings };
}

type Layout = (plan: Plan) => readonly string[];

const layouts: Readonly<Record<RingKind, Layout>> = {
  'cash-out shop': cashOutShop,
  cycle,
  'gather-scatter': gatherScatter,
  'shared devices': sharedDevices,
  'fan-in': fanIn,
  'scatter-gather': scatterGather,
  layers,
};

/** Buyers pay a shop for nothing; the shop pays a collector, who gives the cash back. */
function cashOutShop({ dice, people, fresh, pay, stake }: Plan): readonly string[] {
  const [shop, collector] = [fresh('shop'), fresh('collector')];
  for (const buyer of people) {
    const [amount, at] = [stake(), dice.between(0, 0.6)];
    pay(buyer, shop, amount, at);
    pay(shop, collector, amount * 0.99, at + dice.between(0.01, 0.1));
    pay(collector, buyer, amount * dice.between(0.9, 0.95), at + dice.between(0.12, 0.35));
  }
  return people;
}

/** The same money goes round, two or three times. */
function cycle({ dice, people, pay, stake }: Plan): readonly string[] {
  const round = people.slice(0, Math.max(4, Math.floor(people.length / 2)));
  const turns = dice.whole(2, 3);
  let amount = stake();
  for (let step = 0; step < turns * round.length; step += 1) {
    const at = (step + dice.between(0, 0.8)) / (turns * round.length);
    pay(round[step % round.length]!, round[(step + 1) % round.length]!, amount, at);
    amount *= dice.between(0.97, 1);
  }
  return [round[0]!];
}

/** Many pay one, who pays many others. */
function gatherScatter({ dice, people, fresh, pay, stake }: Plan): readonly string[] {
  const half = Math.ceil(people.length / 2);
  let sum = 0;
  for (const payer of people.slice(0, half)) {
    const amount = stake();
    sum += amount;
    pay(payer, fresh('hub'), amount, dice.between(0, 0.5));
  }
  for (const payee of people.slice(half)) {
    pay(fresh('hub'), payee, (sum * 0.95) / (people.length - half), dice.between(0.52, 1));
  }
  return people.slice(0, half);
}

/** A few devices hold many accounts, which pay one another to look busy. */
function sharedDevices({ dice, people, pay, stake }: Plan): readonly string[] {
  const device = (): string => `shared${people[0]}-${dice.whole(1, 2)}`;
  for (let at = 0; at < 3 * people.length; at += 1) {
    const [from, to] = dice.sample(people, 2);
    pay(from!, to!, stake() / 3, at / (3 * people.length), device());
  }
  return [];
}

/** Many pay one, who passes it on in two sums: nothing comes back. */
function fanIn({ dice, people, fresh, pay, stake }: Plan): readonly string[] {
  let sum = 0;
  for (const payer of people) {
    const amount = stake();
    sum += amount;
    pay(payer, fresh('hub'), amount, dice.between(0, 0.7));
  }
  pay(fresh('hub'), fresh('boss'), sum * 0.6, 0.8);
  pay(fresh('hub'), fresh('boss'), sum * 0.35, 0.95);
  return people;
}

/** One pays many, each of whom pays the same other. */
function scatterGather({ dice, people, fresh, pay, stake }: Plan): readonly string[] {
  for (const mule of people) {
    const [amount, at] = [stake(), dice.between(0, 0.5)];
    pay(fresh('source'), mule, amount, at);
    pay(mule, fresh('sink'), amount * dice.between(0.93, 0.98), at + dice.between(0.05, 0.45));
  }
  return [fresh('source')];
}

/** Three layers, everybody of one paying some of the next. */
function layers({ dice, people, pay, stake }: Plan): readonly string[] {
  const third = Math.floor(people.length / 3);
  const [first, second, last] = [
    people.slice(0, third),
    people.slice(third, 2 * third),
    people.slice(2 * third),
  ];
  for (const payer of first)
    for (const payee of dice.sample(second, 2)) pay(payer, payee, stake(), dice.between(0, 0.4));
  for (const payer of second)
    for (const payee of dice.sample(last, 2)) pay(payer, payee, stake() * 0.95, dice.between(0.5, 1));
  return first;
}
