import { Fault, parseBusinessDate, parseInstant, type Clock } from '@fanxing/kernel';
import { defaultTerms, readTerms, type TermTexts } from '@fanxing/risk-backtest';
import type { StartBacktestInput } from '../generated/schema.js';
import type { BacktestRow } from './backtest.store.js';
import { isMilestone } from './known-outcome.js';
import { isSegment } from './recorded-application.js';

const performanceDaysMax = 1_095;
const segmentsMax = 3;
const unlessSaid = { badAfterDays: 30, performanceDays: 90 } as const;

type Definition = Pick<
  BacktestRow,
  'decidedFrom' | 'decidedUntil' | 'badAfterDays' | 'performanceDays' | 'segments' | 'terms'
> & {
  /** Null: the day that the books stand at. */
  readonly outcomesAsOf: BacktestRow['outcomesAsOf'] | null;
};

/** On which decisions, and by which measure. Fails with INPUT_INVALID at the place of what does not fit. */
export function readDefinition(input: StartBacktestInput, clock: Clock): Definition {
  const now = clock.now();
  const decidedFrom = parseInstant(input.decidedFrom, 'input.decidedFrom');
  const given = input.decidedUntil ? parseInstant(input.decidedUntil, 'input.decidedUntil') : now;
  // What is decided while it runs is no part of it: begun anew it must see the same.
  const decidedUntil = given < now ? given : now;
  if (decidedFrom >= decidedUntil)
    refuse('it must lie before decidedUntil and before now', 'input.decidedFrom');
  const badAfterDays = input.badAfterDays ?? unlessSaid.badAfterDays;
  if (!isMilestone(badAfterDays)) return refuse('give 1, 7, 30, 60, 90 or 180', 'input.badAfterDays');
  const performanceDays = input.performanceDays ?? unlessSaid.performanceDays;
  if (performanceDays <= badAfterDays || performanceDays > performanceDaysMax)
    refuse(
      `give more than badAfterDays (${badAfterDays}) and at most ${performanceDaysMax}`,
      'input.performanceDays',
    );
  return {
    ...{ decidedFrom, decidedUntil, badAfterDays, performanceDays },
    outcomesAsOf: input.outcomesAsOf ? parseBusinessDate(input.outcomesAsOf, 'input.outcomesAsOf') : null,
    segments: readSegments(input.segments ?? []),
    terms: readGivenTerms(input.terms ?? {}),
  };
}

function readSegments(segments: readonly string[]): readonly string[] {
  if (segments.length > segmentsMax) refuse(`at most ${segmentsMax} segments`, 'input.segments');
  segments.forEach((name, place) => {
    const path = `input.segments.${place}`;
    if (!isSegment(name)) refuse('give month, strategy or attributes.NAME', path);
    if (segments.indexOf(name) !== place) refuse('it stands there twice', path);
  });
  return segments;
}

/** The terms as they were given, with the defaults of today written out: another version may have others. */
function readGivenTerms(given: NonNullable<StartBacktestInput['terms']>): TermTexts {
  const { termDays, inference, ...shares } = given;
  const said = Object.fromEntries(Object.entries(shares).filter(([, share]) => typeof share === 'string'));
  const { dailyRate: _, ...defaults } = defaultTerms;
  const terms: TermTexts = {
    ...defaults,
    ...said,
    ...(typeof termDays === 'number' && { termDays: String(termDays) }),
    ...(inference && { inference: inference.toLowerCase() }),
  };
  try {
    readTerms(terms);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error.reason, error.details, `input.terms.${error.path ?? ''}`);
  }
  return terms;
}

function refuse(problem: string, path: string): never {
  throw new Fault('INPUT_INVALID', { problem }, path);
}
