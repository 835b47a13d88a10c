import { Fault } from '@fanxing/kernel';
import type { CompiledStrategy } from '@fanxing/risk-strategy';
import { groupReport, type GroupReport, type SegmentReport } from './backtest-report.js';
import { termsView, type BacktestTerms } from './backtest-terms.js';
import { readDraftAnswer, type DraftAnswer } from './draft-answer.js';
import { addToGroup, emptyGroup, type GroupTally } from './group-tally.js';
import { swapOf, type PastApplication, type Swap } from './past-application.js';
import { BandOutcomes, bandOf } from './reject-inference.js';

export interface BacktestOptions {
  readonly strategy: Pick<CompiledStrategy, 'evaluate'>;
  readonly terms: BacktestTerms;
  /** The names of what applications are divided by; the values stand in `PastApplication.segments`. */
  readonly segments?: readonly string[];
}

export interface BacktestReport extends GroupReport {
  readonly terms: ReturnType<typeof termsView>;
  /** Where the draft first came to no answer, and why. */
  readonly firstStop: { readonly row: number; readonly problem: string } | null;
  /** How often the draft gave each reason to decline, the most frequent first. */
  readonly declineReasons: readonly { readonly code: string; readonly applications: number }[];
  readonly segments: readonly SegmentReport[];
}

export interface Answered {
  readonly answer: DraftAnswer;
  readonly swap: Swap;
}

const segmentValuesMax = 200;
const reasonsMax = 1_000;

/**
 * A draft strategy over past applications, one at a time: what is kept grows with the number of segments and not with the
 * number of applications. An outcome that nobody knows is never counted as one; the report says within which bounds the
 * whole lies, and what reject inference makes of it where that was asked for.
 */
export class Backtest {
  private readonly all = emptyGroup();
  private readonly bySegment: readonly Map<string, GroupTally>[];
  private readonly bands = new BandOutcomes();
  private readonly reasons = new Map<string, number>();
  private firstStop: BacktestReport['firstStop'] = null;

  constructor(private readonly options: BacktestOptions) {
    this.bySegment = (options.segments ?? []).map(() => new Map());
  }

  /** Decides by the draft and counts. Fails with BACKTEST_SEGMENTS_TOO_MANY. */
  async add(application: PastApplication): Promise<Answered> {
    const answer = await this.answerOn(application);
    const swap = swapOf(application.approvedThen, answer.outcome === 'APPROVE');
    const { outcome, approvedThen, probability } = application;
    if (outcome !== null && approvedThen) this.bands.add(bandOf(probability), outcome === 'bad');
    for (const group of [this.all, ...this.groupsOf(application)])
      addToGroup(group, swap, application, answer, this.options.terms);
    if (answer.outcome === 'DECLINE') this.countReasons(answer.reasons);
    if (answer.outcome === 'STOPPED') this.firstStop ??= { row: application.row, problem: answer.problem };
    return { answer, swap };
  }

  report(): BacktestReport {
    const { terms, segments = [] } = this.options;
    return {
      ...groupReport(this.all, this.bands, terms),
      terms: termsView(terms),
      firstStop: this.firstStop,
      declineReasons: [...this.reasons]
        .map(([code, applications]) => ({ code, applications }))
        .sort((left, right) => right.applications - left.applications),
      segments: this.bySegment.flatMap((groups, place) =>
        [...groups]
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([value, group]) => ({
            column: segments[place] ?? '',
            value,
            ...groupReport(group, this.bands, terms),
          })),
      ),
    };
  }

  /** A draft that stops on an application decides nothing on it, as it would not have then. */
  private async answerOn({ figures, currency }: PastApplication): Promise<DraftAnswer> {
    try {
      const { result } = await this.options.strategy.evaluate(figures, { trace: false });
      return readDraftAnswer(result, currency);
    } catch (error) {
      if (error instanceof Fault) return { outcome: 'STOPPED', problem: error.message };
      throw error;
    }
  }

  private groupsOf({ segments }: PastApplication): GroupTally[] {
    return this.bySegment.map((groups, place) => {
      const value = segments[place] ?? '';
      const known = groups.get(value);
      if (known) return known;
      if (groups.size >= segmentValuesMax) {
        const column = this.options.segments?.[place] ?? '';
        throw new Fault('BACKTEST_SEGMENTS_TOO_MANY', { column, most: segmentValuesMax });
      }
      const group = emptyGroup();
      groups.set(value, group);
      return group;
    });
  }

  private countReasons(reasons: readonly string[]): void {
    for (const code of new Set(reasons)) {
      const count = this.reasons.get(code) ?? 0;
      if (count > 0 || this.reasons.size < reasonsMax) this.reasons.set(code, count + 1);
    }
  }
}
