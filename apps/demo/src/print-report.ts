import type { FoundedBank } from './found-bank.js';
import type { PlatformReady } from './platform-process.js';
import type { Report } from './report.js';

/** The report as a person reads it. */
export function reportText(report: Report, bankName: string): string {
  const { portfolio, applyToOfferMs: offer, drawToDisbursedMs: draw } = report;
  const judged =
    portfolio.goodApproved + portfolio.badApproved + portfolio.goodDeclined + portfolio.badDeclined;
  const approvedJudged = portfolio.goodApproved + portfolio.badApproved;
  const rows: [string, string][] = [
    ['bank', `${bankName}: ${report.borrowers} borrowers, ${report.events} events`],
    ['applications', `${report.applications}: ${report.approved} approved, ${report.declined} declined`],
    [
      'declined for',
      report.declineReasons.map(({ code, count }) => `${code} ${count}`).join(', ') || 'nothing',
    ],
    [
      'drawdowns',
      `${report.drawdowns}, ${report.disbursed.amount} ${report.disbursed.currency} disbursed, ${report.repayments} repaid early`,
    ],
    ['people involved', `${report.humanSteps}`],
    ['apply to offer', `p50 ${offer.p50} ms, p95 ${offer.p95} ms, p99 ${offer.p99} ms`],
    ['draw to disbursed', `p50 ${draw.p50} ms, p95 ${draw.p95} ms, p99 ${draw.p99} ms`],
    ['ledger', `${report.ledger.entries} entries, ${report.ledger.balanced ? 'balanced' : 'OUT OF BALANCE'}`],
    [
      'judged',
      `${judged} customers that the scorecard was not fitted on: ${share(approvedJudged, judged)} approved`,
    ],
    [
      'bad among them',
      `${share(portfolio.badApproved, approvedJudged)} of the approved, ${share(portfolio.badApproved + portfolio.badDeclined, judged)} of all`,
    ],
  ];
  return `${rows.map(([name, value]) => `${name.padEnd(18)} ${value}`).join('\n')}\n`;
}

/** Where to go and how to sign in, for a platform that stays up. */
export function addressesText(ready: PlatformReady, bank: FoundedBank): string {
  const people = [...ready.users, ...bank.users].map(
    ({ username, password }) => `  ${username.padEnd(28)} ${password}`,
  );
  return [
    '',
    `API                ${ready.urls.graphql}`,
    `sign in            ${ready.urls.issuer}/protocol/openid-connect/token`,
    `sandbox bank       ${ready.urls.sandboxBank}/book`,
    `database           ${ready.databaseUrl}`,
    `program            ${bank.client.clientId}  ${bank.client.clientSecret}`,
    'people',
    ...people,
    '',
    'Ctrl-C stops the platform.',
    '',
  ].join('\n');
}

function share(part: number, all: number): string {
  return all === 0 ? 'none' : `${((part / all) * 100).toFixed(1)} %`;
}
