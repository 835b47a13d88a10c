import { yuan, type MoneyText } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import type { Caller } from '../harness/caller.fixture.js';

type Amount = Pick<MoneyText, 'amount'>;

export interface Schedule {
  readonly instalments: readonly Record<string, unknown>[];
  readonly principal: { readonly amount: string };
  readonly interest: { readonly amount: string };
  readonly total: { readonly amount: string };
  readonly annualRate: string;
}

export interface LoanAnswer {
  readonly status: string;
  readonly drawnOn: string;
  readonly dueOn: string;
  readonly requestedAt: string;
  readonly disbursedAt: string | null;
  readonly outstanding: { readonly amount: string };
  readonly interestDue: { readonly amount: string };
  readonly schedule: Schedule;
  readonly repayments: readonly { readonly amount: { readonly amount: string } }[];
}

export interface Entry {
  readonly status: string;
  readonly bookedOn: string;
  readonly causeType: string;
  readonly postings: readonly {
    readonly accountCode: string;
    readonly side: string;
    readonly amount: { readonly amount: string };
  }[];
}

interface LineAnswer {
  readonly status: string;
  readonly used: Amount;
  readonly available: Amount;
}

interface Quote {
  readonly principal: Amount;
  readonly interest: Amount;
  readonly total: Amount;
}

const schedule = `instalments { number dueOn days principal { amount } interest { amount } total { amount } balance { amount } }
                  principal { amount } interest { amount } total { amount } annualRate`;

/** What a bank's own program can see of its loans, and do with them, through the gateway. */
export class LoanDesk {
  private turn = 0;
  private readonly lender: Caller;

  constructor({ lender }: Tenant) {
    this.lender = lender;
  }

  async loanOf(id: string): Promise<LoanAnswer> {
    const { loan } = await this.lender.ask<{ loan: LoanAnswer }>(
      `query ($id: ID!) { loan(id: $id) { status drawnOn dueOn requestedAt disbursedAt outstanding { amount } interestDue { amount }
         schedule { ${schedule} } repayments { amount { amount } } } }`,
      { id },
    );
    return loan;
  }

  async lineOf(id: string): Promise<LineAnswer> {
    const { creditLine } = await this.lender.ask<{ creditLine: LineAnswer }>(
      'query ($id: ID!) { creditLine(id: $id) { status used { amount } available { amount } } }',
      { id },
    );
    return creditLine;
  }

  async preview(creditLineId: string, amount: string): Promise<Schedule> {
    const { previewSchedule } = await this.lender.ask<{ previewSchedule: Schedule }>(
      `query ($input: PreviewScheduleInput!) { previewSchedule(input: $input) { ${schedule} } }`,
      { input: { creditLineId, amount: yuan(amount) } },
    );
    return previewSchedule;
  }

  async passDays(days: number): Promise<string> {
    this.turn += 1;
    const { businessDate } = await this.lender.do<{ businessDate: string }>(
      'advanceTestClock',
      { idempotencyKey: `turn ${this.turn}`, days },
      'businessDate daysEnded loansClosed',
    );
    return businessDate;
  }

  async quote(loanId: string): Promise<Quote> {
    const { repaymentQuote } = await this.lender.ask<{ repaymentQuote: Quote }>(
      `query ($id: ID!) { repaymentQuote: quoteRepayment(loanId: $id) { principal { amount } interest { amount } total { amount } } }`,
      { id: loanId },
    );
    return repaymentQuote;
  }

  async repay(
    loanId: string,
    amount: string,
  ): Promise<{ id: string; interest: { amount: string }; principal: { amount: string } }> {
    return this.lender.do(
      'repay',
      { idempotencyKey: `repay ${loanId} ${amount}`, loanId, amount: yuan(amount) },
      'id interest { amount } principal { amount }',
    );
  }

  async entriesOf(causeId: string | null): Promise<Entry[]> {
    const { journalEntries } = await this.lender.ask<{ journalEntries: { edges: { node: Entry }[] } }>(
      `query ($causeId: ID) { journalEntries(first: 100, causeId: $causeId) {
         edges { node { status bookedOn causeType postings { accountCode side amount { amount } } } } } }`,
      { causeId },
    );
    return journalEntries.edges.map(({ node }) => node);
  }
}

/** `1301 debit 10000.00`, in the order of the accounts. */
export function lines({ postings }: Entry): string[] {
  return postings
    .map(({ accountCode, side, amount }) => `${accountCode} ${side.toLowerCase()} ${amount.amount}`)
    .sort();
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}
