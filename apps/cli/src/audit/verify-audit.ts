import {
  verifyChain,
  type AuditArchive,
  type ChainBreak,
  type ChainName,
  type ChainReport,
} from '@fanxing/runtime/audit';
import { systemClock } from '@fanxing/runtime/clock';
import { AlreadyTold, CliError } from '../cli-error.js';
import { green, printError, printJson, printLine, progressOf } from '../output.js';
import { readAnchorFile, readKeys, type AnchorOptions } from './anchors.js';
import { onAuditDatabase } from './audit-database.js';
import { verifyExport } from './verify-export.js';

export interface VerifyOptions extends AnchorOptions {
  readonly tenant?: string;
  readonly environment?: string;
  readonly export?: string;
  readonly json?: boolean;
}

/** A chain's report, with how many records wait for their seal. */
export interface VerifiedChain extends ChainReport {
  readonly unsealed?: number;
}

/** Verifies every chain that is meant and stops at the first that is broken. */
export async function verifyAudit(options: VerifyOptions): Promise<void> {
  const chains =
    options.export === undefined
      ? await onAuditDatabase(options, (archive) => verifyDatabase(archive, options))
      : [await verifyExport(options.export, options)];
  const broken = chains.find((chain) => chain.broken)?.broken ?? null;
  const error = broken && brokenError(broken);
  if (options.json) {
    const { code, message, details } = error ?? {};
    printJson({ holds: broken === null, chains, ...(error && { error: { code, message, details } }) });
  } else {
    for (const chain of chains) if (!chain.broken) printLine(sentenceOf(chain));
    if (error) printError(error, false);
  }
  if (error) throw new AlreadyTold(error.status);
}

async function verifyDatabase(archive: AuditArchive, options: VerifyOptions): Promise<VerifiedChain[]> {
  // Before the database is looked at: an anchor that is written meanwhile must not look like a seal that is lost.
  const anchors = await readAnchorFile(options);
  const keys = await readKeys(options);
  const known = (await archive.chains()).filter(
    ({ tenantId, environment }) =>
      (options.tenant ?? tenantId) === tenantId && (options.environment ?? environment) === environment,
  );
  if (options.tenant !== undefined && known.length === 0) {
    throw new CliError(3, 'NO_SUCH_LOG', 'there is no such log', options.tenant, 'see the id of the tenant');
  }
  const chains: VerifiedChain[] = [];
  let before = 0;
  const progress = progressOf((count) => `${count.toLocaleString('en')} records verified …`);
  for (const chain of known) {
    const listed = await archive.anchors(chain);
    const later = listed.every((anchor) => anchors.holds(anchor)) ? anchors : await readAnchorFile(options);
    const report = await verifyChain(
      {
        ...chain,
        seals: archive.seals(chain),
        anchors: anchors.of(chain),
        lostAnchors: listed.filter((anchor) => !later.holds(anchor)),
        verifiedAt: systemClock.now(),
        sealedThrough: await archive.sealedThrough(chain),
        isComplete: true,
        isPart: false,
        strays: () => archive.strays(chain),
      },
      keys,
      (count) => progress(before + count),
    );
    before += report.events;
    chains.push({ ...report, unsealed: await archive.unsealed(chain) });
    if (report.broken) break;
  }
  return chains;
}

function brokenError(broken: ChainBreak): CliError {
  const { tenantId, environment, problem, seal, eventId, explanation } = broken;
  const where = [
    nameOf({ tenantId, environment }),
    ...(seal === null ? [] : [`seal ${seal}`]),
    ...(eventId === null ? [] : [`record ${eventId}`]),
  ].join(', ');
  const what = problem.startsWith('anchor')
    ? `the audit log is broken: ${problem}`
    : `the audit log is broken: ${eventId === null ? 'seal' : 'record'} ${problem}`;
  return new CliError(
    1,
    'AUDIT_BROKEN',
    what,
    where,
    `${explanation}; compare with a backup and find out who could write there`,
    { ...broken },
  );
}

function sentenceOf(chain: VerifiedChain): string {
  const { events, seals, anchoredThrough, unsealed, firstSeal } = chain;
  const parts = [
    `${events.toLocaleString('en')} records in ${seals.toLocaleString('en')} seals hold`,
    anchoredThrough === null ? 'none anchored' : `anchored through seal ${anchoredThrough}`,
    ...(firstSeal === null || firstSeal === '1' ? [] : [`begins at seal ${firstSeal}`]),
    ...(unsealed ? [`${unsealed} wait for their seal`] : []),
  ];
  return `${green('ok')} ${nameOf(chain)}: ${parts.join(', ')}`;
}

function nameOf({ tenantId, environment }: ChainName): string {
  return `${tenantId} ${environment}`;
}
