import { Fault } from '@fanxing/kernel';
import { z } from 'zod';
import { oneSided, zOfDifference, type Proportion } from './two-proportions.js';

/** By how many days a first due day may be missed before a loan is late early; the first is taken unless told. */
export const earlyDelinquencyDays = [7, 1, 30] as const;

/**
 * What must hold while a challenger decides. A rail that is left out is not watched. Shares are from 0 to 1.
 */
export interface GuardRails {
  /** In each arm, before anything is tested. */
  readonly minimumSample: number;
  /** The greatest probability of a false alarm that a rollback is worth, over all looks together. */
  readonly alpha: number;
  /** How far the approval rate of the challenger may lie from the champion's, either way. */
  readonly approvalRateWithin: number | null;
  /** How far the share of declines for any one reason may lie above the champion's. */
  readonly declineReasonWithin: number | null;
  /** How far the share of loans late early may lie above the champion's. */
  readonly earlyDelinquencyWithin: number | null;
  /** A loan is late early when its first due day was missed by so many days; it is counted on that day. */
  readonly earlyDelinquencyDays: (typeof earlyDelinquencyDays)[number];
  /** Least ratio of the approval rates of any two groups of a protected attribute, such as 0.8 (the four-fifths rule, 29 CFR 1607.4 D). */
  readonly fairness: { readonly attribute: string; readonly leastRatio: number } | null;
}

/** What was counted of one arm. */
export interface ArmFigures {
  readonly decided: number;
  readonly approved: number;
  /** Declines by the code of a reason; a decline with two reasons counts under both. */
  readonly declinedFor: Readonly<Record<string, number>>;
  readonly loans: number;
  readonly lateLoans: number;
  /** Decided and approved by group of the protected attribute that is watched. */
  readonly groups: Readonly<Record<string, Proportion>>;
}

export interface Breach {
  readonly rail: 'APPROVAL_RATE' | 'DECLINE_REASONS' | 'EARLY_DELINQUENCY' | 'FAIRNESS';
  /** A code of a reason, or two groups. */
  readonly of: string | null;
  readonly champion: number;
  readonly challenger: number;
  /** The probability of a difference as great beyond the margin by chance. */
  readonly probability: number;
}

const share = z.number().min(0).max(1);
const schema = z.strictObject({
  minimumSample: z.int().min(30).max(1_000_000),
  alpha: z.number().gt(0).max(0.2),
  approvalRateWithin: share.nullable(),
  declineReasonWithin: share.nullable(),
  earlyDelinquencyWithin: share.nullable(),
  earlyDelinquencyDays: z.literal([...earlyDelinquencyDays]).default(earlyDelinquencyDays[0]),
  fairness: z.strictObject({ attribute: z.string().min(1).max(64), leastRatio: share }).nullable(),
});

/** Reads guard-rails. Fails with EXPERIMENT_INVALID at the place below `path`. */
export function readGuardRails(json: unknown, path: string): GuardRails {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Fault(
    'EXPERIMENT_INVALID',
    { problem: issue?.message ?? 'it has another form' },
    [path, ...(issue?.path ?? [])].join('.'),
  );
}

/**
 * Each look spends a part of alpha, the more the sample has grown: the n-th look has alpha / (n · (n + 1)), which in sum over any
 * number of looks never exceeds alpha (Bonferroni over a convergent series). A look is taken each time that the smaller arm has
 * grown by a minimum sample, of decisions or of loans that are old enough.
 */
export function alphaOfLook(alpha: number, look: number): number {
  return alpha / (look * (look + 1));
}

/** Which look the figures are worth: 0 is none yet. It grows with decisions, and with loans where early delinquency is watched. */
export function lookOf(
  { minimumSample, earlyDelinquencyWithin }: GuardRails,
  champion: ArmFigures,
  challenger: ArmFigures,
): number {
  const samples = (of: 'decided' | 'loans'): number =>
    Math.floor(Math.min(champion[of], challenger[of]) / minimumSample);
  return samples('decided') + (earlyDelinquencyWithin === null ? 0 : samples('loans'));
}

/**
 * The rails that the challenger has left, by a one-sided two-proportion z-test against the margin of each. The alpha of the look is
 * divided by the number of tests that are made. Nothing is tested on fewer than the minimum sample.
 */
export function breachesOf(rails: GuardRails, champion: ArmFigures, challenger: ArmFigures): Breach[] {
  const look = lookOf(rails, champion, challenger);
  if (look === 0) return [];
  const tests = testsOf(rails, champion, challenger);
  const alpha = alphaOfLook(rails.alpha, look) / Math.max(1, tests.length);
  return tests.filter(({ probability }) => probability < alpha);
}

function testsOf(rails: GuardRails, champion: ArmFigures, challenger: ArmFigures): Breach[] {
  const tests: Breach[] = [];
  const test = (
    rail: Breach['rail'],
    of: string | null,
    old: Proportion,
    tried: Proportion,
    margin: number,
  ): void => {
    if (Math.min(old.of, tried.of) < rails.minimumSample) return;
    const z = zOfDifference(tried, old, margin);
    const sure = z === null && tried.hits / tried.of - old.hits / old.of > margin;
    const probability = z === null ? (sure ? 0 : 1) : oneSided(z);
    tests.push({ rail, of, champion: old.hits / old.of, challenger: tried.hits / tried.of, probability });
  };
  const approved = ({ approved: hits, decided: of }: ArmFigures): Proportion => ({ hits, of });
  const refused = ({ approved: yes, decided: of }: ArmFigures): Proportion => ({ hits: of - yes, of });
  if (rails.approvalRateWithin !== null) {
    test('APPROVAL_RATE', null, approved(champion), approved(challenger), rails.approvalRateWithin);
    test('APPROVAL_RATE', null, refused(champion), refused(challenger), rails.approvalRateWithin);
  }
  if (rails.declineReasonWithin !== null)
    for (const code of Object.keys(challenger.declinedFor).sort())
      test(
        'DECLINE_REASONS',
        code,
        forReason(champion, code),
        forReason(challenger, code),
        rails.declineReasonWithin,
      );
  if (rails.earlyDelinquencyWithin !== null)
    test('EARLY_DELINQUENCY', null, late(champion), late(challenger), rails.earlyDelinquencyWithin);
  if (rails.fairness !== null) tests.push(...fairnessTests(rails, rails.fairness.leastRatio, challenger));
  return tests;
}

function forReason({ declinedFor, decided }: ArmFigures, code: string): Proportion {
  return { hits: declinedFor[code] ?? 0, of: decided };
}

function late({ lateLoans, loans }: ArmFigures): Proportion {
  return { hits: lateLoans, of: loans };
}

/**
 * Within the challenger alone: whether the rate of the group that is approved least lies below the least ratio of that of the group
 * approved most, as a test of q − p / r > 0 with the variances of both (the delta method on the scaled rate).
 */
function fairnessTests({ minimumSample }: GuardRails, leastRatio: number, { groups }: ArmFigures): Breach[] {
  const rate = ({ hits, of }: Proportion): number => hits / of;
  const large = Object.entries(groups)
    .filter(([, { of }]) => of >= minimumSample)
    .sort(([, left], [, right]) => rate(left) - rate(right));
  const [lowest, highest] = [large[0], large.at(-1)];
  if (!lowest || !highest || lowest === highest) return [];
  const [p, q] = [rate(lowest[1]), rate(highest[1])];
  const variance = (p * (1 - p)) / lowest[1].of + (leastRatio ** 2 * q * (1 - q)) / highest[1].of;
  const gap = leastRatio * q - p;
  const probability = variance === 0 ? (gap > 0 ? 0 : 1) : oneSided(gap / Math.sqrt(variance));
  return [{ rail: 'FAIRNESS', of: `${lowest[0]} / ${highest[0]}`, champion: q, challenger: p, probability }];
}
