import type { BusinessDate } from '@fanxing/kernel';
import type { Influence } from '../forecast/forecast-takings.js';
import { distanceMetres } from './geometry.js';
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
const withinMetres = 500;

export function neighbourhoodOf(
  shop: Position,
  trade: string,
  places: readonly NearbyPlace[],
): Neighbourhood {
  const counts = Object.fromEntries(placeKinds.map((kind) => [kind, 0])) as Record<PlaceKind, number>;
  let similarShops = 0;
  let nearestMetroMetres: number | null = null;
  let peoplePerDay: number | null = null;
  for (const place of places) {
    const distance = distanceMetres(shop, { type: 'Point', at: place.position });
    if (distance > withinMetres) continue;
    counts[place.kind] += 1;
    if (place.kind === 'shop' && place.trade === trade) similarShops += 1;
    if (place.kind === 'metro-station')
      nearestMetroMetres = Math.min(nearestMetroMetres ?? Infinity, Math.round(distance));
    if (place.peoplePerDay !== null) peoplePerDay = (peoplePerDay ?? 0) + place.peoplePerDay;
  }
  return { withinMetres, counts, similarShops, nearestMetroMetres, peoplePerDay };
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
