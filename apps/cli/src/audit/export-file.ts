import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Anchor, AuditRecord, Seal } from '@fanxing/runtime/audit';
import { CliError, codeOf } from '../cli-error.js';

/** The first line of an export. */
export interface ExportHeader {
  readonly kind: 'export';
  readonly version: 1;
  readonly tenantId: string;
  readonly environment: string;
  /** Whether every record of each seal is here; else what a search found. */
  readonly complete: boolean;
  readonly since: string | null;
  readonly until: string | null;
}

export type ExportLine =
  | ExportHeader
  | ({ readonly kind: 'seal' } & Seal)
  | ({ readonly kind: 'record' } & AuditRecord)
  | ({ readonly kind: 'anchor' } & Anchor);

const kinds: ReadonlySet<unknown> = new Set(['export', 'seal', 'record', 'anchor']);

/** Reads an exported file; `-` is standard input. Fails with status 3 and the line's number when it is none. */
export async function* readExport(path: string): AsyncGenerator<ExportLine> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  let number = 0;
  try {
    for await (const text of createInterface({ input })) {
      number += 1;
      if (text.trim() !== '') yield lineIn(text, path, number);
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      3,
      'EXPORT_UNREADABLE',
      `it can not be read (${codeOf(error)})`,
      path,
      'name a file of `audit export`',
    );
  }
}

function lineIn(text: string, path: string, number: number): ExportLine {
  try {
    const line = JSON.parse(text) as ExportLine;
    if (kinds.has(line.kind) && (number > 1 || line.kind === 'export')) return line;
  } catch {
    // Said below, as for any other line that is not ours.
  }
  throw new CliError(
    3,
    'EXPORT_MALFORMED',
    number === 1 ? 'it does not begin as an export does' : 'it is no line of an export',
    `${path}:${number}`,
    'export the records again',
  );
}
