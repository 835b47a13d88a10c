import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { Fault, parseInstant, type Instant } from '@fanxing/kernel';
import {
  FileProfile,
  judgeRule,
  parseRule,
  reportOn,
  type FileFormat,
  type QualityReport,
  type QualityRule,
  type RuleResult,
} from '@fanxing/risk-events';
import { orBadInput } from '../bad-input.js';
import { AlreadyTold, CliError, codeOf } from '../cli-error.js';
import { readDocument } from '../input-document.js';
import { printJson, printLine } from '../output.js';

export interface QualityOptions {
  readonly events: string;
  readonly reference?: string;
  readonly rules?: string;
  readonly asOf: string;
  readonly json?: boolean;
}

const chunkBytes = 4 * 1024 * 1024;
const formats: Readonly<Record<string, FileFormat>> = {
  '.ndjson': 'NDJSON',
  '.jsonl': 'NDJSON',
  '.csv': 'CSV',
};

/** Says what a file of events is worth, by kind, without a platform; ends with status 1 when a rule is not met. */
export async function measureQuality(options: QualityOptions): Promise<void> {
  const asOf = orBadInput('--as-of', () => parseInstant(options.asOf));
  const rules = options.rules === undefined ? [] : await rulesIn(options.rules);
  const current = await profileOf(options.events, asOf);
  const reference = options.reference === undefined ? undefined : await profileOf(options.reference, asOf);
  const reports = [...current.kinds].map(([kind, profile]): readonly [string, QualityReport] => [
    kind,
    reportOn(profile, reference?.kinds.get(kind), asOf),
  ]);
  const byKind = new Map(reports);
  const results = rules.map((rule) => judgeRule(rule, byKind.get(rule.kind)));
  const report = {
    rows: current.rows,
    rejected: Object.fromEntries(current.rejected),
    kinds: reports.map(([kind, { fields, ...whole }]) => ({
      kind,
      ...whole,
      fields: fields.map(({ counts: _, ...field }) => field),
    })),
    rules: results.map(({ rule, value, outcome }) => ({ ...rule, value, outcome })),
  };
  if (options.json) printJson(report);
  else tell(reports, results);
  if (results.some(({ outcome }) => outcome === 'FAIL')) throw new AlreadyTold(1);
}

async function rulesIn(file: string): Promise<QualityRule[]> {
  const document = await readDocument(file);
  return orBadInput(file, () => {
    if (!Array.isArray(document)) throw new Fault('INPUT_INVALID', { problem: 'it is not a list of rules' });
    return document.map((rule: unknown, index) => parseRule((rule ?? {}) as object, `rules.${index}`));
  });
}

/** Reads a file in pieces, each from where its last whole row ended. */
async function profileOf(path: string, latest: Instant): Promise<FileProfile> {
  const format = formats[extname(path).toLowerCase()];
  if (format === undefined)
    throw new CliError(
      2,
      'FORMAT_UNKNOWN',
      'its ending does not say what it is',
      path,
      'name a .ndjson or .csv',
    );
  const profile = new FileProfile(format, latest);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new CliError(2, 'NO_FILE', `the file can not be read: ${codeOf(error)}`, path, 'name another file');
  });
  try {
    const buffer = Buffer.alloc(chunkBytes);
    for (let at = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, at);
      const isLast = bytesRead < chunkBytes;
      at += orBadInput(path, () => profile.take(buffer.subarray(0, bytesRead), isLast));
      if (isLast) return profile;
    }
  } finally {
    await file.close();
  }
}

function tell(reports: readonly (readonly [string, QualityReport])[], results: readonly RuleResult[]): void {
  for (const [kind, { events, duplicates, latestAt, fields }] of reports) {
    printLine(
      `${kind}: ${events} events, ${duplicates} more than once, the last of ${latestAt ?? 'no time'}`,
    );
    for (const { field, completeness, lowest, highest, drift } of fields) {
      const range = lowest === null ? '' : `, ${lowest} to ${highest}`;
      const moved = drift === null ? '' : `, drift ${drift.toFixed(3)}`;
      printLine(`  ${field}: ${(completeness * 100).toFixed(1)} % complete${range}${moved}`);
    }
  }
  for (const { rule, value, outcome } of results)
    printLine(
      `${outcome} ${rule.kind} ${rule.measure} ${rule.field ?? ''}: ${value ?? 'nothing to measure'}`,
    );
}
