import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBankFolder, type BankFolder } from '@fanxing/bank-folder';
import { removeEmbeddedPostgres } from '@fanxing/runtime/embedded-postgres';
import { bringCustomers } from './bring-customers.js';
import { asOfFor, eventsBefore } from './customers.js';
import { fitRules, publishRules } from './fit-rules.js';
import { foundBank, type FoundedBank } from './found-bank.js';
import { lendToAll } from './lend.js';
import { declareData } from './declare-data.js';
import type { DemoOptions } from './options.js';
import { passDays } from './pass-days.js';
import { nearestRank } from './percentiles.js';
import { startPlatformProcess, type PlatformReady } from './platform-process.js';
import { addressesText, reportText } from './print-report.js';
import type { Progress } from './progress.js';
import { publishProduct } from './publish-product.js';
import {
  countHumanSteps,
  declineReasonsOf,
  disbursements,
  portfolioOf,
  readLedger,
  type Report,
} from './report.js';
import { readSettledLoans } from './settled-loans.js';

/** Runs the whole demo: the platform, a bank that joins it, its customers, loans, days, the report. */
export async function runDemo(options: DemoOptions, progress: Progress): Promise<void> {
  const folder = await openBankFolder({
    manifestFolder: options.bank,
    ...(options.files === undefined ? {} : { filesFolder: options.files }),
  });
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'fanxing-demo-')));
  progress.step(
    `starting the platform (${options.processes ? 'a process for each service' : 'one process'})`,
  );
  const platform = await startPlatformProcess(dataDir, options);
  const interrupted = new Promise<void>((resolve) =>
    process.once('SIGINT', resolve).once('SIGTERM', resolve),
  );
  try {
    const finished = lendThrough(platform.ready, folder, dataDir, options, progress);
    const done = await Promise.race([finished, interrupted]);
    if (!done) return;
    process.stdout.write(
      options.json ? `${JSON.stringify(done.report)}\n` : reportText(done.report, done.bank.name),
    );
    if (!options.keep) return;
    (options.json ? process.stderr : process.stdout).write(addressesText(platform.ready, done.bank));
    await Promise.race([interrupted, platform.ended]);
  } finally {
    await platform.stop();
    if (options.dataDir === undefined) {
      await removeEmbeddedPostgres(join(dataDir, 'postgres'));
      await rm(dataDir, { recursive: true, force: true });
    }
  }
}

async function lendThrough(
  ready: PlatformReady,
  folder: BankFolder,
  dataDir: string,
  options: DemoOptions,
  progress: Progress,
): Promise<{ report: Report; bank: FoundedBank }> {
  progress.step(`${folder.manifest.name} joins`);
  const bank = await foundBank(ready, folder, `demo-${Date.now().toString(36)}`);
  if (options.keep) await writeDemoFile(dataDir, ready, bank);
  const productId = await publishProduct(bank, folder.manifest.currency);
  const dictionary = await declareData(folder, bank);
  const brought = await bringCustomers(folder, bank.lender, progress);
  // Before anything can fail for want of what was left out.
  noteWhatWasLeftOut(folder, brought.amountsRounded);
  const customers = [...brought.customers.values()];
  progress.step('fitting a scorecard on the train part');
  const rules = fitRules(folder, customers, dictionary);
  await publishRules(bank, rules, folder.manifest.protectedAttributes);
  const applicants = customers.filter(
    (customer) =>
      eventsBefore(customer, asOfFor(customer, brought.endOfFiles)) >= folder.manifest.minimumEvents,
  );
  progress.step(`${applicants.length} customers apply; whoever is approved signs and draws`);
  const since = new Date().toISOString();
  const lent = await lendToAll(applicants, productId, brought.endOfFiles, bank.lender, progress);
  const loans = await readSettledLoans(bank.lender);
  const humanSteps = await countHumanSteps(bank.owner, since, new Date().toISOString());
  progress.step('days pass, interest accrues, some repay early');
  const repayments = await passDays(loans, bank.lender);
  const approved = lent.filter(({ outcome }) => outcome === 'APPROVE');
  const report: Report = {
    tenants: 1,
    borrowers: customers.length,
    events: brought.eventsAccepted,
    applications: lent.length,
    approved: approved.length,
    declined: lent.length - approved.length,
    declineReasons: declineReasonsOf(lent),
    drawdowns: loans.length,
    humanSteps,
    applyToOfferMs: nearestRank(approved.flatMap(({ applyToOfferMs }) => applyToOfferMs ?? [])),
    ...disbursements(lent, loans, folder.manifest.currency),
    repayments,
    ledger: await readLedger(bank.owner),
    portfolio: portfolioOf(lent),
    mode: ready.mode,
  };
  return { report, bank };
}

/** For whoever looks at the platform from outside while it runs or after it was killed. */
async function writeDemoFile(dataDir: string, ready: PlatformReady, bank: FoundedBank): Promise<void> {
  const { urls, databaseUrl, pid } = ready;
  const identity = { tenantId: bank.tenantId, environment: 'sandbox' };
  const content = {
    urls,
    databaseUrl,
    bank: { name: bank.name, ...identity, url: urls.sandboxBank, book: `${urls.sandboxBank}/book` },
    clients: [{ ...bank.client, ...identity }],
    users: [...ready.users.map((user) => ({ ...user, roles: ['platform-operator'] })), ...bank.users],
    pid,
  };
  await writeFile(join(dataDir, 'demo.json'), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}

/** Rows that could not be read never stop the good ones, but nobody should have to guess that they are missing. */
function noteWhatWasLeftOut(folder: BankFolder, amountsRounded: number): void {
  const skipped = Object.entries(folder.skipped()).flatMap(([what, rows]) =>
    (rows as readonly { reason: string; count: number }[]).map(
      ({ reason, count }) => `${count} ${what} (${reason})`,
    ),
  );
  if (skipped.length > 0) process.stderr.write(`left out: ${skipped.join(', ')}\n`);
  if (amountsRounded > 0)
    process.stderr.write(`rounded half-up to the currency's decimals: ${amountsRounded} amounts\n`);
}
