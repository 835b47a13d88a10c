import { formatMinor, parseCurrency, parseMinor } from '@fanxing/kernel';
import type { Api } from './api.js';
import type { LentTo } from './lend.js';
import { nearestRank, type Percentiles } from './percentiles.js';
import type { LoanSeen } from './settled-loans.js';

/** What the demo did, every figure counted or measured. */
export interface Report {
  readonly tenants: number;
  readonly borrowers: number;
  readonly events: number;
  readonly applications: number;
  readonly approved: number;
  readonly declined: number;
  readonly declineReasons: readonly { readonly code: string; readonly count: number }[];
  readonly drawdowns: number;
  readonly disbursed: { readonly amount: string; readonly currency: string };
  readonly humanSteps: number;
  readonly applyToOfferMs: Percentiles;
  readonly drawToDisbursedMs: Percentiles;
  readonly repayments: number;
  readonly ledger: { readonly entries: number; readonly balanced: boolean };
  readonly portfolio: Portfolio;
  readonly mode: 'one-process' | 'processes';
}

/** Decisions on customers that the scorecard was not fitted on, against what became of them. */
export interface Portfolio {
  readonly goodApproved: number;
  readonly badApproved: number;
  readonly goodDeclined: number;
  readonly badDeclined: number;
}

export function portfolioOf(lent: readonly LentTo[]): Portfolio {
  const judged = lent.filter(({ customer }) => !customer.isTrain && customer.outcome);
  const count = (isBad: boolean, outcome: LentTo['outcome']): number =>
    judged.filter((one) => one.customer.outcome?.isBad === isBad && one.outcome === outcome).length;
  return {
    goodApproved: count(false, 'APPROVE'),
    badApproved: count(true, 'APPROVE'),
    goodDeclined: count(false, 'DECLINE'),
    badDeclined: count(true, 'DECLINE'),
  };
}

export function declineReasonsOf(lent: readonly LentTo[]): Report['declineReasons'] {
  const counts = new Map<string, number>();
  for (const { declineReason } of lent) {
    if (declineReason !== undefined) counts.set(declineReason, (counts.get(declineReason) ?? 0) + 1);
  }
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .sort((left, right) => right.count - left.count);
}

/** What the bank paid out, and how long each drawdown took from being sent to being settled. */
export function disbursements(
  lent: readonly LentTo[],
  loans: readonly LoanSeen[],
  currencyText: string,
): Pick<Report, 'disbursed' | 'drawToDisbursedMs'> {
  const currency = parseCurrency(currencyText);
  const sentAt = new Map(lent.map(({ loanId, drawSentAtMs }) => [loanId, drawSentAtMs]));
  const paid = loans.filter(({ disbursedAt }) => disbursedAt !== null);
  const total = paid.reduce((sum, { principal }) => sum + parseMinor(principal.amount, currency), 0n);
  const durations = paid.flatMap(({ id, disbursedAt }) => {
    const sent = sentAt.get(id);
    return sent === undefined || disbursedAt === null ? [] : [Date.parse(disbursedAt) - sent];
  });
  return {
    disbursed: { amount: formatMinor(total, currency), currency },
    drawToDisbursedMs: nearestRank(durations),
  };
}

/** The audit records of a span of time whose actor is a person. */
export async function countHumanSteps(owner: Api, since: string, until: string): Promise<number> {
  const { auditEvents } = await owner.send<{ auditEvents: { totalCount: number } }>(
    'query ($filter: AuditEventFilter) { auditEvents(filter: $filter, first: 1) { totalCount } }',
    { filter: { actorKind: 'PERSON', since, until } },
  );
  return auditEvents.totalCount;
}

export async function readLedger(owner: Api): Promise<Report['ledger']> {
  const { trialBalance } = await owner.send<{ trialBalance: Report['ledger'] }>(
    '{ trialBalance { entries balanced } }',
  );
  return { entries: trialBalance.entries, balanced: trialBalance.balanced };
}
