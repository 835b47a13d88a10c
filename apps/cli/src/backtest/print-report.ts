import type {
  Approvals,
  BacktestReport,
  GroupReport,
  MoneyReport,
  SegmentReport,
} from '@fanxing/risk-backtest';
import { printLine } from '../output.js';

/** A report for a person: what changes against then, in counts and in money. */
export function printReport(report: BacktestReport): void {
  const { applications, stopped, firstStop, approvals, declineReasons } = report;
  printLine(`${applications} applications, ${stopped} without an answer of the draft`);
  if (firstStop) printLine(`  first in row ${firstStop.row}: ${firstStop.problem}`);
  printLine(`then:  ${approved(approvals.then)}`);
  printLine(`draft: ${approved(approvals.draft)}`);
  printSwaps(report);
  report.money.forEach(printMoney);
  for (const { code, applications: count } of declineReasons.slice(0, 10))
    printLine(`declined for ${code}: ${count}`);
  report.segments.forEach(printSegment);
}

function printSwaps({ swaps }: GroupReport): void {
  for (const [set, { applications, outcomes, badRate }] of Object.entries(swaps)) {
    const bad = badRate ? `${percent(badRate.rate)} bad of ${outcomes.known} known` : 'no known outcome';
    printLine(`  ${set}: ${applications}, ${bad}, ${outcomes.unknown} unknown`);
  }
}

function printMoney({ currency, then, draft }: MoneyReport): void {
  for (const [side, money] of [
    ['then', then],
    ['draft', draft],
  ] as const) {
    const { interestIncome, fundingCost, actualLoss, profit, unknown } = money;
    printLine(
      `${side} in ${currency}: profit ${profit} = interest ${interestIncome} − funding ${fundingCost} − loss ${actualLoss}`,
    );
    if (unknown.loans > 0)
      printLine(
        `  with ${unknown.loans} loans of unknown outcome: from ${unknown.profitLowest} to ${unknown.profitHighest}`,
      );
    if (money.inferred)
      printLine(
        `  estimated by ${money.inferred.method}: ${money.inferred.profit}, ${money.inferred.leftUnknown} left unknown`,
      );
  }
}

function printSegment({ column, value, approvals, money }: SegmentReport): void {
  printLine(`${column} = ${value === '' ? '(empty)' : value}`);
  printLine(`  then:  ${approved(approvals.then)}`);
  printLine(`  draft: ${approved(approvals.draft)}`);
  for (const { currency, then, draft } of money)
    printLine(`  profit in ${currency}: ${then.profit} then, ${draft.profit} by the draft`);
}

function approved({ count, rate, badRate, badRateBounds, outcomes, inferred }: Approvals): string {
  const known = badRate
    ? `bad ${percent(badRate.rate)} (${percent(badRate.low)} to ${percent(badRate.high)})`
    : 'no known outcome';
  const bounds =
    outcomes.unknown > 0 && badRateBounds
      ? `, with ${outcomes.unknown} unknown between ${percent(badRateBounds.lowest)} and ${percent(badRateBounds.highest)}`
      : '';
  const estimate = inferred ? `, estimated ${percent(inferred.badRate)}` : '';
  return `${count} approved (${percent(rate)}), ${known}${bounds}${estimate}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
