import type { BusinessDate } from '@fanxing/kernel';
import type { Influence } from '../forecast/forecast-takings.js';
import { distancesFrom } from './geometry.js';
import { lastsOn, type FeltWork, type PlannedWork, type WorkEffect, type WorkKind } from './planned-works.js';
import type { Position } from './position.js';

export const placeKinds = [
  'shop',
  'metro-station',
  'school',
  'landmark',
  'office',
  'home',
  'footfall',
] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** Something that is there already. It is in the shop's takings, so it moves no forecast; it tells who reads it where the shop is. */
export interface NearbyPlace {
  readonly kind: PlaceKind;
  readonly position: Position;
  /** Of a shop. */
  readonly trade: string | null;
  /** Of a place where people were counted. */
  readonly peoplePerDay: number | null;
}

/** Factors of the twelve months of a year, January first, for one trade; 1 is an ordinary month. */
export interface TradeSeason {
  readonly trade: string;
  readonly months: readonly number[];
}

export interface Surroundings {
  readonly places: readonly NearbyPlace[];
  readonly works: readonly PlannedWork[];
  readonly effects: Readonly<Record<WorkKind, WorkEffect>>;
  readonly seasons: readonly TradeSeason[];
}

/** What there is within reach on foot. */
export interface Neighbourhood {
  readonly withinMetres: number;
  readonly counts: Readonly<Record<PlaceKind, number>>;
  /** Shops of the same trade. */
  readonly similarShops: number;
  readonly nearestMetroMetres: number | null;
  readonly peoplePerDay: number | null;
}

/** Some seven minutes on foot. */
export const walkMetres = 500;

export function neighbourhoodOf(
  shop: Position,
  trade: string,
  places: readonly NearbyPlace[],
): Neighbourhood {
  const near = new NeighbourhoodCount();
  const distanceTo = distancesFrom(shop);
  for (const { kind, position, trade: other, peoplePerDay } of places) {
    const distance = distanceTo(position.latitude, position.longitude);
    if (distance <= walkMetres) near.add(kind, distance, other === trade, peoplePerDay);
  }
  return near.counted();
}

/** Counts what is near one by one, wherever it comes from: a list, or an index of millions. */
export class NeighbourhoodCount {
  private readonly counts = Object.fromEntries(placeKinds.map((kind) => [kind, 0])) as Record<
    PlaceKind,
    number
  >;
  private similarShops = 0;
  private nearestMetroMetres = Infinity;
  private peoplePerDay: number | null = null;

  add(kind: PlaceKind, distance: number, isOfTrade: boolean, peoplePerDay: number | null): void {
    this.counts[kind] += 1;
    if (kind === 'shop' && isOfTrade) this.similarShops += 1;
    if (kind === 'metro-station') this.nearestMetroMetres = Math.min(this.nearestMetroMetres, distance);
    if (peoplePerDay !== null) this.peoplePerDay = (this.peoplePerDay ?? 0) + peoplePerDay;
  }

  counted(): Neighbourhood {
    const { counts, similarShops, nearestMetroMetres, peoplePerDay } = this;
    return {
      withinMetres: walkMetres,
      counts,
      similarShops,
      nearestMetroMetres: nearestMetroMetres === Infinity ? null : Math.round(nearestMetroMetres),
      peoplePerDay,
    };
  }
}

/** However much is dug up, a few still come. */
const lossMax = Math.log(0.2);
/** The effect of works is known to about half of itself. */
const doubt = 0.5;

/** What works and the time of year do to a day, beside the days that the level was taken from. */
export function influenceOf(
  felt: readonly FeltWork[],
  season: TradeSeason | undefined,
  takingsEnd: BusinessDate,
): (day: BusinessDate) => Influence {
  const monthOf = (day: BusinessDate): number => Math.log(season?.months[Number(day.slice(5, 7)) - 1] ?? 1);
  const base = monthOf(takingsEnd);
  return (day) => {
    const lasting = felt.filter(({ work }) => lastsOn(work, day));
    const loss = Math.max(
      lossMax,
      lasting.reduce((sum, { log }) => sum + log, 0),
    );
    return {
      expected: loss + monthOf(day) - base,
      doubtBelow: Math.abs(loss) * doubt,
      doubtAbove: Math.abs(loss) * doubt,
    };
  };
}
