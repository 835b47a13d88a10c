import { formatMinor, formatRate, type CurrencyCode } from '@fanxing/kernel';
import type { ApplicationOutcome } from '@fanxing/lending-contract';
import type { Backtest, DraftAnswer } from '@fanxing/risk-backtest';
import type { DataCategory } from '@fanxing/runtime/consent';
import { Unreadable } from '@fanxing/runtime/encryption';
import type { DecisionFacts } from '../decision/sealed-decision.js';
import type { BacktestRow } from './backtest.store.js';
import { BooksTally } from './books-tally.js';
import { keptReport, type KeptReport } from './kept-report.js';
import type { PastDecisionRow } from './past-decision.store.js';
import { notRecorded, recordedApplication } from './recorded-application.js';
import type { SwapRow } from './swap.store.js';
import type { TriedRulesOfThen } from './tried-rules.js';

type Definition = Pick<BacktestRow, 'badAfterDays' | 'performanceDays' | 'outcomesAsOf' | 'segments'>;

/** What a backtest counts as decisions come in: which it is tried on, what it would turn, and which are left out. */
export class PartOfBacktest {
  private readonly books = new BooksTally();
  private readonly leftOut = { withoutConsent: 0, erased: 0, notRecorded: 0, withoutApplication: 0 };
  private firstNotRecorded: string | null = null;
  private row = 0;
  private turned: SwapRow[] = [];

  constructor(
    private readonly definition: Definition,
    private readonly backtest: Backtest,
    private readonly rules: TriedRulesOfThen,
  ) {}

  /**
   * Tries the strategy on a decision. `agreed`: what the borrower's consent covers now; a decision that read more than that is left out, as
   * is one that its borrower, its application or its record is missing for.
   */
  async add(
    decision: PastDecisionRow,
    open: () => DecisionFacts,
    agreed: readonly DataCategory[] | undefined,
    became: ApplicationOutcome | undefined,
  ): Promise<void> {
    this.row += 1;
    if (decision.erasedAt !== null) return this.leaveOut('erased');
    if (!agreed || !decision.categories.every((category) => agreed.includes(category)))
      return this.leaveOut('withoutConsent');
    if (!became) return this.leaveOut('withoutApplication');
    const tried = await this.rules.of(decision);
    const facts = opened(open);
    if (facts === undefined) return this.leaveOut('erased');
    const missing = notRecorded(tried, facts);
    if (missing !== undefined) {
      this.firstNotRecorded ??= missing;
      return this.leaveOut('notRecorded');
    }
    const { segments } = this.definition;
    const application = recordedApplication(
      { ...decision, facts },
      tried.rules,
      became,
      this.definition,
      segments,
    );
    const { answer, swap } = await this.backtest.add({ row: this.row, ...application });
    if (application.approvedThen) this.books.add(became, swap === 'swapOut');
    if (swap !== 'swapIn' && swap !== 'swapOut') return;
    this.turned.push({
      ...{ id: decision.id, borrowerId: decision.borrowerId },
      swap: swap === 'swapIn' ? 'SWAP_IN' : 'SWAP_OUT',
      outcome: outcomes[application.outcome ?? 'unknown'],
      draftAnswer: shown(answer, application.currency),
    });
  }

  /** What would be turned since this was last asked; it is not kept here any longer. */
  swaps(): readonly SwapRow[] {
    const turned = this.turned;
    this.turned = [];
    return turned;
  }

  report(): KeptReport {
    const leftOut = { ...this.leftOut, firstNotRecorded: this.firstNotRecorded };
    return keptReport(this.backtest.report(), leftOut, this.books.report());
  }

  private leaveOut(why: keyof PartOfBacktest['leftOut']): void {
    this.leftOut[why] += 1;
  }
}

/** Undefined where the borrower's key is destroyed already: an erasure is on its way. */
function opened(open: () => DecisionFacts): DecisionFacts | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof Unreadable && error.why === 'KEY_DESTROYED') return undefined;
    throw error;
  }
}

const outcomes = { good: 'GOOD', bad: 'BAD', unknown: 'UNKNOWN' } as const;

function shown(answer: DraftAnswer, currency: CurrencyCode): Record<string, unknown> {
  if (answer.outcome !== 'APPROVE') return { ...answer };
  const { outcome, limit, dailyRate } = answer;
  return {
    outcome,
    limit: limit === null ? null : formatMinor(limit, currency),
    dailyRate: dailyRate === null ? null : formatRate(dailyRate),
  };
}
