import { toEpochMs, type Instant } from '@fanxing/kernel';

/** What passed between an operator and somebody else, or everybody: no text is needed. */
export interface SocialAct {
  /** When it happened. */
  readonly at: Instant;
  /** `posted` is for everybody; `wrote` to and `received` from one counterpart. */
  readonly kind: 'posted' | 'wrote' | 'received';
  /** Who it was to or from, as a pseudonym; null for what is posted. */
  readonly counterpart: string | null;
}

export interface SocialOptions {
  /** The moment of the decision; nothing at or after it counts. */
  readonly asOf: Instant;
  /** How far back is looked, in days of 24 hours; 90 unless told. */
  readonly days?: number;
  /** Local time as minutes ahead of UTC; 480 (China) unless told. */
  readonly offsetMinutes?: number;
}

/** The acts of one window in the order of their moments, with the moments in milliseconds. */
export interface SocialWindow {
  readonly acts: readonly TimedAct[];
  readonly fromMs: number;
  readonly untilMs: number;
  readonly days: number;
  readonly offsetMs: number;
}

export interface TimedAct extends SocialAct {
  readonly atMs: number;
}

export const dayMs = 86_400_000;

/** Acts of [asOf − days, asOf), in any order given. Acts of the same moment stand by kind, then counterpart. */
export function socialWindow(
  given: readonly SocialAct[],
  { asOf, days = 90, offsetMinutes = 480 }: SocialOptions,
): SocialWindow {
  if (!(days > 0)) throw new RangeError('the window must be longer than nothing');
  const untilMs = toEpochMs(asOf);
  const fromMs = untilMs - days * dayMs;
  const acts = given
    .map((act): TimedAct => ({ ...act, atMs: toEpochMs(act.at) }))
    .filter(({ atMs }) => atMs >= fromMs && atMs < untilMs)
    .sort((one, other) => one.atMs - other.atMs || (keyOf(one) < keyOf(other) ? -1 : 1));
  return { acts, fromMs, untilMs, days, offsetMs: offsetMinutes * 60_000 };
}

function keyOf({ kind, counterpart }: SocialAct): string {
  return `${kind} ${counterpart ?? ''}`;
}
