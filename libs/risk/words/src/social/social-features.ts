import { entropy, share, variation } from '../feature/feature.js';
import {
  dayMs,
  socialWindow,
  type SocialAct,
  type SocialOptions,
  type SocialWindow,
} from './social-behaviour.js';

/** One figure of how somebody lives among others. No person stands behind it by name: only counts do. */
export interface SocialFeature {
  readonly name: string;
  /** Null where there is nothing to measure. */
  readonly value: number | null;
  readonly unit: 'per week' | 'share' | 'count' | 'ratio' | 'hours' | 'nats';
  readonly meaning: string;
}

/**
 * Activity, regularity, reciprocity and breadth of the acts before a moment. The same acts in any order give the same figures.
 * Throws RangeError for a window of no length.
 */
export function socialFeatures(acts: readonly SocialAct[], options: SocialOptions): SocialFeature[] {
  const window = socialWindow(acts, options);
  return [activity, regularity, reciprocity, breadth].flatMap((family) => family(window));
}

/** Activity: how much an operator does of their own accord. */
function activity({ acts, days, untilMs }: SocialWindow): SocialFeature[] {
  const own = acts.filter(({ kind }) => kind !== 'received');
  const last = own.at(-1);
  return [
    figure(
      'social.activity.posts',
      (7 * own.filter(({ kind }) => kind === 'posted').length) / days,
      'per week',
      'posts for everybody',
    ),
    figure(
      'social.activity.messages',
      (7 * own.filter(({ kind }) => kind === 'wrote').length) / days,
      'per week',
      'messages to one counterpart',
    ),
    figure(
      'social.activity.silence',
      last ? (untilMs - last.atMs) / 3_600_000 : null,
      'hours',
      'since the last own act',
    ),
  ];
}

/** Regularity: whether days and hours resemble each other. Days and hours are local. */
function regularity({ acts, days, offsetMs }: SocialWindow): SocialFeature[] {
  const own = acts.filter(({ kind }) => kind !== 'received');
  const dayNumbers = own.map(({ atMs }) => Math.floor((atMs + offsetMs) / dayMs));
  const hours = new Array<number>(24).fill(0);
  for (const { atMs } of own) hours[Math.floor((atMs + offsetMs) / 3_600_000) % 24]! += 1;
  const gaps = own.slice(1).map(({ atMs }, at) => atMs - own[at]!.atMs);
  return [
    figure(
      'social.regularity.activeDays',
      Math.min(1, new Set(dayNumbers).size / days),
      'share',
      'days with an own act, of the days of the window',
    ),
    figure(
      'social.regularity.hours',
      entropy(hours),
      'nats',
      'entropy of the hours of own acts; 0 is one hour a day',
    ),
    figure(
      'social.regularity.gaps',
      variation(gaps),
      'ratio',
      'deviation of the gaps between own acts over their mean',
    ),
  ];
}

/** After this an answer is a new conversation. */
const answerMs = 2 * dayMs;

/** Reciprocity: whether people write back to each other. */
function reciprocity({ acts }: SocialWindow): SocialFeature[] {
  const wroteTo = counterpartsOf(acts, 'wrote');
  const heardFrom = counterpartsOf(acts, 'received');
  const both = [...wroteTo.keys()].filter((counterpart) => heardFrom.has(counterpart)).length;
  const all = new Set([...wroteTo.keys(), ...heardFrom.keys()]).size;
  const own = answersTo(acts, 'received');
  const theirs = answersTo(acts, 'wrote');
  return [
    figure(
      'social.reciprocity.counterparts',
      share(both, all),
      'share',
      'counterparts with messages both ways',
    ),
    figure(
      'social.reciprocity.answers',
      share(own.hours.length, own.turns),
      'share',
      'turns of others that were answered within two days',
    ),
    figure('social.reciprocity.answerHours', median(own.hours), 'hours', 'until an answer, the median'),
    figure(
      'social.reciprocity.answered',
      share(theirs.hours.length, theirs.turns),
      'share',
      'own turns that others answered within two days',
    ),
  ];
}

/** Breadth: how many others there are, and whether one of them is everything. */
function breadth({ acts }: SocialWindow): SocialFeature[] {
  const counts = [...counterpartsOf(acts.filter(({ kind }) => kind !== 'posted')).values()];
  const spread = entropy(counts);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const largest = counts.reduce((most, count) => Math.max(most, count), 0);
  return [
    figure('social.breadth.counterparts', counts.length, 'count', 'different counterparts'),
    figure(
      'social.breadth.effective',
      spread === null ? null : Math.exp(spread),
      'count',
      'counterparts of equal weight that would be as diverse (e to the entropy)',
    ),
    figure('social.breadth.largest', share(largest, all), 'share', 'messages with the one met most often'),
  ];
}

function counterpartsOf(acts: SocialWindow['acts'], kind?: SocialAct['kind']): Map<string, number> {
  const counts = new Map<string, number>();
  for (const act of acts)
    if (act.counterpart !== null && (kind === undefined || act.kind === kind))
      counts.set(act.counterpart, (counts.get(act.counterpart) ?? 0) + 1);
  return counts;
}

/** Turns of one side (messages in a row count once, from the first) and the hours until the other side answered. */
function answersTo(
  acts: SocialWindow['acts'],
  kind: 'wrote' | 'received',
): { turns: number; hours: number[] } {
  const openSince = new Map<string, number>();
  const hours: number[] = [];
  let turns = 0;
  for (const act of acts) {
    if (act.counterpart === null || act.kind === 'posted') continue;
    const since = openSince.get(act.counterpart);
    const isOpen = since !== undefined && act.atMs - since <= answerMs;
    if (act.kind === kind) {
      if (isOpen) continue;
      turns += 1;
      openSince.set(act.counterpart, act.atMs);
    } else if (since !== undefined) {
      if (isOpen) hours.push((act.atMs - since) / 3_600_000);
      openSince.delete(act.counterpart);
    }
  }
  return { turns, hours };
}

/** The middle, or the mean of the two in the middle. */
function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function figure(
  name: string,
  value: number | null,
  unit: SocialFeature['unit'],
  meaning: string,
): SocialFeature {
  return { name, value, unit, meaning };
}
