import type { PaymentRow } from '../payment/payment-book.js';
import { Dice } from './dice.js';
import { settle, type Account, type Role, type Town } from './town.js';

export interface WorldOptions {
  readonly seed: number;
  /** Persons; merchants come on top, about one for ten. Default 1,000. */
  readonly individuals?: number;
  /** Default 60. */
  readonly days?: number;
  /** Midnight UTC of the first day, in ms. Default 2026-01-01. */
  readonly startMs?: number;
  /** Days (from 0) on which everybody buys several times as much, as on 11 November (双11). */
  readonly promotionDays?: readonly number[];
  /** Multiplies how often persons pay one another; 1 is usual. For trying a model on a world that it was not fitted on. */
  readonly sociability?: number;
  /** Times as many sellers, a whole number; 1 is usual. */
  readonly choice?: number;
  /** Share of the persons who have nobody; default 0.1. */
  readonly loners?: number;
}

export interface PaymentWorld {
  readonly payments: readonly PaymentRow[];
  /** What each account truly is. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly startMs: number;
  readonly days: number;
}

const msPerDay = 86_400_000;
const msPerHour = 3_600_000;

/**
 * A simulated town that pays. It has no labelled real counterpart: its parameters are assumptions, chosen plain and on the hard
 * side (landlords and organisers of shared purchases look like merchants; family shops, wholesalers with few customers and
 * stalls that opened last week look like persons). What is measured on it says how the method does on such a world, not on
 * a bank's customers.
 */
export function simulateWorld(options: WorldOptions): PaymentWorld {
  const dice = new Dice(options.seed);
  const days = options.days ?? 60;
  const startMs = options.startMs ?? Date.UTC(2026, 0, 1);
  const town = settle(dice, {
    individuals: options.individuals ?? 1_000,
    days,
    choice: options.choice ?? 1,
    loners: options.loners ?? 0.1,
  });
  const payments: PaymentRow[] = [];
  const pay: Pay = (from, to, amount, day, hours) => {
    if (day >= days || from === to) return;
    const ms = startMs + day * msPerDay + dice.between(hours[0], hours[1]) * msPerHour;
    payments.push({
      from: from.id,
      to: to.id,
      amount: Math.max(0.01, amount).toFixed(2),
      at: new Date(Math.floor(ms)).toISOString(),
      device: from.device,
    });
  };
  for (let day = 0; day < days; day += 1) {
    const rush = options.promotionDays?.includes(day) ? 5 : 1;
    for (const person of town.persons) {
      buy(dice, town, person, day, rush, pay);
      giveToFriends(dice, person, day, options.sociability ?? 1, pay);
    }
    for (const merchant of town.merchants) runBusiness(dice, town, merchant, day, pay);
    keepCustoms(dice, town, day, pay);
  }
  return {
    payments,
    roles: new Map([...town.persons, ...town.merchants].map(({ id, role }) => [id, role])),
    startMs,
    days,
  };
}

type Pay = (
  from: Account,
  to: Account,
  amount: number,
  day: number,
  hours: readonly [number, number],
) => void;

const waking = [8, 23] as const;
const office = [9, 18] as const;

/** Three in four purchases are at a favourite; the rest somewhere in the district, or online. */
function buy(dice: Dice, town: Town, person: Account, day: number, rush: number, pay: Pay): void {
  const purchases = dice.poisson(0.8 * rush);
  for (let at = 0; at < purchases; at += 1) {
    const isOnline = dice.happens(rush > 1 ? 0.6 : 0.1);
    const seller = isOnline
      ? dice.pick(town.online)
      : dice.happens(0.75)
        ? dice.pick(person.favourites)
        : dice.pick(town.sellersOf[person.district]!);
    if (seller.opensOn > day) continue;
    const amount = dice.around(seller.role === 'stall' ? 18 : 60, 2.2);
    pay(person, seller, amount, day, waking);
    if (dice.happens(0.01)) pay(seller, person, amount, day + dice.whole(1, 6), waking);
  }
}

/** Every other gift or bill that was shared is paid back, within days and not to the cent. */
function giveToFriends(dice: Dice, person: Account, day: number, sociability: number, pay: Pay): void {
  if (person.ties.length === 0) return;
  const gifts = dice.poisson(0.12 * sociability);
  for (let at = 0; at < gifts; at += 1) {
    const friend = dice.pick(person.ties);
    const amount = dice.around(80, 3);
    pay(person, friend, amount, day, waking);
    if (dice.happens(0.5))
      pay(friend, person, amount * dice.between(0.3, 1.2), day + dice.whole(0, 9), waking);
  }
}

/** Sellers restock weekly and give their owner something; who employs pays wages on the tenth; wholesalers import. */
function runBusiness(dice: Dice, town: Town, merchant: Account, day: number, pay: Pay): void {
  if (merchant.opensOn > day) return;
  const weekday = (day + merchant.district) % 7;
  if (merchant.supplier && weekday === 2)
    pay(merchant, merchant.supplier, dice.around(700, 1.6), day, office);
  if (merchant.owner && dice.happens(0.15)) pay(merchant, merchant.owner, dice.around(300, 2), day, waking);
  if (merchant.role === 'wholesaler' && weekday === 5)
    pay(merchant, dice.pick(town.online), dice.around(9_000, 1.5), day, office);
  if (day % 30 !== 9) return;
  for (const worker of merchant.workers) pay(merchant, worker, dice.around(5_500, 1.3), day, office);
  if (merchant.role === 'employer') {
    for (const client of dice.sample(town.employers, 3))
      pay(client, merchant, dice.around(40_000, 2), day, office);
  }
}

/** Rents on the fifth, and shared purchases that one person collects for. */
function keepCustoms(dice: Dice, town: Town, day: number, pay: Pay): void {
  for (const landlord of town.landlords) {
    if (day % 30 === 5)
      for (const tenant of landlord.circle) pay(tenant, landlord, dice.around(1_800, 1.3), day, waking);
  }
  for (const organiser of town.organisers) {
    if ((day + organiser.district) % 7 !== 4) continue;
    const taking = dice.sample(organiser.circle, dice.whole(3, 12));
    for (const member of taking) pay(member, organiser, dice.around(35, 1.5), day, waking);
    if (taking.length > 0)
      pay(organiser, dice.pick(town.sellersOf[organiser.district]!), 35 * taking.length, day, [20, 23.9]);
  }
}
