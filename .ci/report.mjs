/** Reads what the steps of `.ci/run` left in a folder and says what passed; the last line is "N passed, N failed". */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
let passed = 0;
let failed = 0;

reportChecks();
reportTests('test', 'jest.json');
reportTests('test-processes', 'jest-processes.json');
reportTests('test-hsm', 'jest-hsm.json');
reportDemo('demo', 'one-process');
reportDemo('processes', 'processes');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function reportChecks() {
  const report = stepReport('check');
  if (!report) return;
  for (const { name, passed: ok, output } of report.checks)
    note(`check ${name}`, ok, ok ? '' : output.trim().split('\n').at(-1));
}

/** Jest's own count; a suite that could not even start has no tests to count, so it counts as one failure. */
function reportTests(step, file) {
  const report = readJson(file);
  if (!report) return note(step, false, `no report, exit status ${status(step)}`);
  passed += report.numPassedTests;
  failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  console.log(
    `${step}: ${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numTotalTestSuites} suites`,
  );
  for (const suite of report.testResults.filter((each) => each.status === 'failed'))
    console.log(`FAILED  ${suite.name}`);
  const skipped = report.numPendingTests + report.numTodoTests;
  note(`${step}: nothing is skipped`, skipped === 0, `${skipped} skipped`);
  note(`${step}: exit status`, status(step) === 0 || report.numFailedTests > 0, String(status(step)));
}

function reportDemo(step, mode) {
  const report = stepReport(step);
  if (!report) return;
  console.log(JSON.stringify(report));
  note(`${step}: exit status`, status(step) === 0, String(status(step)));
  for (const [what, ok, found] of expectations(report, mode))
    note(`${step}: ${what}`, ok, JSON.stringify(found));
}

function expectations(report, mode) {
  const { portfolio } = report;
  const good = portfolio.goodApproved + portfolio.goodDeclined;
  const bad = portfolio.badApproved + portfolio.badDeclined;
  const approved = portfolio.goodApproved + portfolio.badApproved;
  const badShare = bad / (good + bad);
  return [
    [`mode is ${mode}`, report.mode === mode, report.mode],
    ['a tenant was created', report.tenants >= 1, report.tenants],
    ['at least 3000 borrowers are stored', report.borrowers >= 3000, report.borrowers],
    ['events are stored', report.events > report.borrowers, report.events],
    ['at least 600 applications are judged', good + bad >= 600, portfolio],
    [
      'every application is decided',
      report.approved + report.declined === report.applications,
      report.applications,
    ],
    [
      'declines have reasons',
      report.declined === 0 || report.declineReasons.length > 0,
      report.declineReasons,
    ],
    ['no step is done by a person', report.humanSteps === 0, report.humanSteps],
    ['loans are drawn down', report.drawdowns > 0 && Number(report.disbursed.amount) > 0, report.disbursed],
    ['some repay', report.repayments > 0, report.repayments],
    ['the ledger balances', report.ledger.balanced === true && report.ledger.entries > 0, report.ledger],
    ['at least 40 % are approved', approved >= 0.4 * (good + bad), portfolio],
    [
      'bad share of the approved is at most 0.75 of all',
      portfolio.badApproved <= 0.75 * badShare * approved,
      portfolio,
    ],
    ['apply to offer p99 is under 1 s', inSecond(report.applyToOfferMs), report.applyToOfferMs],
    ['draw to disbursed p99 is under 1 s', inSecond(report.drawToDisbursedMs), report.drawToDisbursedMs],
  ];
}

function inSecond({ p50, p95, p99 }) {
  return p50 > 0 && p50 <= p95 && p95 <= p99 && p99 < 1000;
}

/** The JSON that a step printed; standard output must be that document and nothing else. */
function stepReport(step) {
  const report = readJson(`${step}.json`);
  if (!report) note(step, false, `standard output is not one JSON document, exit status ${status(step)}`);
  return report;
}

function status(step) {
  const file = join(folder, `${step}.status`);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
}

function readJson(name) {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch {
    return undefined;
  }
}

function note(what, ok, found = '') {
  if (ok) passed += 1;
  else failed += 1;
  console.log(ok ? `passed  ${what}` : `FAILED  ${what}: ${found}`);
}
