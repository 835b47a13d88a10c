import { daysBetween, type BusinessDate } from '@fanxing/kernel';
import { levelHalfLifeDays } from '../forecast/level.js';
import { distanceMetres, type Geometry } from './geometry.js';
import type { Position } from './position.js';

export const workKinds = [
  'metro-works',
  'road-works',
  'street-closure',
  'building-works',
  'demolition',
  'similar-shop-opening',
] as const;
export type WorkKind = (typeof workKinds)[number];

/** Something planned near a shop that keeps customers away while it lasts. */
export interface PlannedWork {
  readonly kind: WorkKind;
  readonly name: string | null;
  readonly geometry: Geometry;
  /** The first and the last day, both in it; null: nobody knows when it ends. */
  readonly from: BusinessDate;
  readonly until: BusinessDate | null;
}

export interface WorkEffect {
  /** Share of takings lost right at the works, 0 to 1. */
  readonly lossAtDoor: number;
  /** Metres from which on nothing is felt; in between the loss falls evenly. */
  readonly reachMetres: number;
}

/**
 * What a bank is taken to believe until it has measured its own shops and says so (`effects` of the surroundings). These are
 * assumptions on the side of caution: no open data set tells what works cost the shops beside them.
 */
export const assumedEffects: Readonly<Record<WorkKind, WorkEffect>> = {
  'metro-works': { lossAtDoor: 0.35, reachMetres: 300 },
  'road-works': { lossAtDoor: 0.2, reachMetres: 150 },
  'street-closure': { lossAtDoor: 0.5, reachMetres: 100 },
  'building-works': { lossAtDoor: 0.12, reachMetres: 100 },
  demolition: { lossAtDoor: 0.4, reachMetres: 200 },
  'similar-shop-opening': { lossAtDoor: 0.12, reachMetres: 300 },
};

/** What one piece of works does to one shop. */
export interface FeltWork {
  readonly work: PlannedWork;
  readonly distanceMetres: number;
  /** Difference of logarithms while the works last, 0 or less: what the shop's latest takings do not show yet. */
  readonly log: number;
  /** Whether they began before the takings end, so that the takings show them in part or whole. */
  readonly isInTakings: boolean;
}

/**
 * The works that reach a shop, the strongest first. Works that have begun are in the latest takings already, the more the longer they
 * last (a level's half-life); only the rest is still to come. Their end is not counted as a gain: whether customers come back
 * nobody knows.
 */
export function worksFelt(
  shop: Position,
  works: readonly PlannedWork[],
  { effects, takingsEnd, horizonEnd }: WorkOptions,
): FeltWork[] {
  const felt = works.flatMap((work): FeltWork[] => {
    const isOver = work.until !== null && work.until < takingsEnd;
    if (isOver || work.from >= horizonEnd) return [];
    const { lossAtDoor, reachMetres } = effects[work.kind];
    const distance = distanceMetres(shop, work.geometry);
    if (distance >= reachMetres || lossAtDoor === 0) return [];
    const whole = Math.log(1 - lossAtDoor * (1 - distance / reachMetres));
    const daysSeen = Math.max(0, daysBetween(work.from, takingsEnd));
    const log = whole * 0.5 ** (daysSeen / levelHalfLifeDays);
    return [{ work, distanceMetres: Math.round(distance), log, isInTakings: daysSeen > 0 }];
  });
  return felt.sort((one, other) => one.log - other.log || (one.work.from < other.work.from ? -1 : 1));
}

export interface WorkOptions {
  readonly effects: Readonly<Record<WorkKind, WorkEffect>>;
  /** The first day without takings. */
  readonly takingsEnd: BusinessDate;
  /** The first day after the forecast. */
  readonly horizonEnd: BusinessDate;
}

export function lastsOn({ from, until }: PlannedWork, day: BusinessDate): boolean {
  return from <= day && (until === null || day <= until);
}
