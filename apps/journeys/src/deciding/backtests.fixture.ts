import { aBorrower, aLoan, apply, type Borrower } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';

const outcomes = 'outcomes { known bad unknown } badRate { rate low high } badRateBounds { lowest highest }';
const sums = `loans exposure interestIncome fundingCost actualLoss profit expectedLoss
  unknown { loans exposure lossHighest profitLowest profitHighest } inferred { leftUnknown }`;
const booked = 'applications drawn principal principalPaid interestPaid writtenOff recovered';
const group = `applications stopped
  approvals { then { count rate ${outcomes} } draft { count rate ${outcomes} } }
  swaps { approvedBoth { applications ${outcomes} } swapIn { applications ${outcomes} }
    swapOut { applications ${outcomes} } declinedBoth { applications ${outcomes} } }
  money { currency then { ${sums} } draft { ${sums} } swapIn { ${sums} } swapOut { ${sums} } }`;

export const backtestFields = `id status total lookedAt segments terms failure { code text textZh } outcomesAsOf
  report { all { ${group} } segments { column value group { applications approvals { draft { count } } } }
    declineReasons { code applications } firstStop { row problem } books { currency approved { ${booked} } swapOut { ${booked} } }
    leftOut { withoutConsent erased notRecorded firstNotRecorded withoutApplication } }`;

/** As much of a backtest as journeys look at. */
export interface Shown {
  readonly id: string;
  readonly status: string;
  readonly total: number;
  readonly lookedAt: number;
  readonly outcomesAsOf: string;
  readonly failure: { readonly code: string; readonly textZh: string } | null;
  readonly report: {
    readonly all: Record<string, never>;
    readonly segments: readonly unknown[];
    readonly declineReasons: readonly unknown[];
    readonly books: readonly unknown[];
    readonly leftOut: Record<string, unknown>;
  } | null;
}

export interface Swap {
  readonly id: string;
  readonly outcome: string;
  readonly draftAnswer: Record<string, unknown>;
}

interface SwapsAnswer {
  readonly backtest: {
    readonly swaps: {
      readonly edges: readonly { readonly node: Swap }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

/** Backtests of a bank, as its risk officer starts and reads them. */
export class BacktestDesk {
  private started = 0;

  constructor(
    private readonly bankOf: () => Tenant,
    private readonly name = 'backtest',
  ) {}

  input(more: Record<string, unknown>): Record<string, unknown> {
    this.started += 1;
    return {
      idempotencyKey: `${this.name} ${this.started}`,
      productCode: this.bankOf().productCode,
      ...more,
    };
  }

  start(more: Record<string, unknown>): Promise<Shown> {
    return this.bankOf().riskOfficer.do<Shown>('startBacktest', this.input(more), backtestFields);
  }

  async read(id: string): Promise<Shown> {
    const query = `query ($id: ID!) { backtest(id: $id) { ${backtestFields} } }`;
    return (await this.bankOf().lender.ask<{ backtest: Shown }>(query, { id })).backtest;
  }

  ended(id: string): Promise<Shown> {
    return eventually(30_000, async () => {
      const shown = await this.read(id);
      return shown.status === 'RUNNING' ? undefined : shown;
    });
  }

  async run(more: Record<string, unknown>): Promise<Shown> {
    return this.ended((await this.start(more)).id);
  }

  async swaps(id: string, swap: 'SWAP_IN' | 'SWAP_OUT', page = 'first: 1'): Promise<Swap[]> {
    const found: Swap[] = [];
    for (let after: string | null = null, more = true; more;) {
      const answer: SwapsAnswer = await this.bankOf().lender.ask<SwapsAnswer>(
        `query ($id: ID!, $after: String) { backtest(id: $id) { swaps(swap: ${swap}, ${page}, after: $after) {
           edges { cursor node { id outcome draftAnswer decision { applicationId } } } pageInfo { hasNextPage endCursor } } } }`,
        { id, after },
      );
      const { edges, pageInfo } = answer.backtest.swaps;
      found.push(...edges.map(({ node }) => node));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    return found;
  }
}

export interface Applicant extends Borrower {
  readonly decisionId: string;
  readonly loanId: string | null;
}

/** Somebody with so many events who applied and, where an amount is said and there was an offer, drew it. */
export async function anApplicant(
  tenant: Tenant,
  reference: string,
  events: number,
  amount: string | null = null,
): Promise<Applicant> {
  const borrower = await aBorrower(tenant, reference, events);
  const { decision, offer } = await apply(tenant, borrower.id);
  if (amount === null || !offer) return { ...borrower, decisionId: decision.id, loanId: null };
  const signature = { method: 'ONE_TIME_CODE', reference: `code ${reference}`, textVersion: '2026-01' };
  const { id: lineId } = await tenant.lender.do<{ id: string }>(
    'acceptOffer',
    { idempotencyKey: `accept ${offer.id}`, offerId: offer.id, signature },
    'id',
  );
  const loanId = await aLoan(tenant, lineId, amount, `drawn ${reference}`);
  return { ...borrower, decisionId: decision.id, loanId };
}
