import {
  verifyChain,
  type Anchor,
  type AuditRecord,
  type ChainReport,
  type Seal,
  type SealedRecords,
} from '@fanxing/runtime/audit';
import { CliError } from '../cli-error.js';
import { progressOf } from '../output.js';
import { readAnchorFile, readKeys, type AnchorOptions } from './anchors.js';
import { readExport, type ExportHeader } from './export-file.js';

/**
 * Verifies an exported file, anywhere. Its own anchors are believed when a known key has signed them; with `--anchors` those of
 * the file outside the database count too.
 */
export async function verifyExport(path: string, options: AnchorOptions): Promise<ChainReport> {
  const { header, sealed, anchors } = await readWhole(path);
  const others = options.anchors === undefined ? [] : (await readAnchorFile(options)).of(header);
  const places = new Set(sealed.map(({ seal }) => seal.sequence));
  return verifyChain(
    {
      tenantId: header.tenantId,
      environment: header.environment,
      seals: inOrder(sealed),
      anchors: [...anchors, ...others.filter(({ sequence }) => places.has(sequence))],
      isComplete: header.complete,
      isPart: true,
      strays: () => Promise.resolve([]),
    },
    await readKeys(options),
    progressOf((count) => `${count.toLocaleString('en')} records verified …`),
  );
}

async function readWhole(
  path: string,
): Promise<{ header: ExportHeader; sealed: SealedRecords[]; anchors: Anchor[] }> {
  let header: ExportHeader | undefined;
  const sealed: { seal: Seal; records: AuditRecord[] }[] = [];
  const anchors: Anchor[] = [];
  for await (const line of readExport(path)) {
    const { kind, ...content } = line;
    if (kind === 'export') header = line as ExportHeader;
    else if (kind === 'seal') sealed.push({ seal: content as Seal, records: [] });
    else if (kind === 'anchor') anchors.push(content as Anchor);
    else recordsOf(sealed, path).push(content as AuditRecord);
  }
  if (!header) throw new CliError(3, 'EXPORT_EMPTY', 'it is empty', path, 'name a file of `audit export`');
  return { header, sealed, anchors };
}

function recordsOf(sealed: readonly { records: AuditRecord[] }[], path: string): AuditRecord[] {
  const last = sealed.at(-1);
  if (last) return last.records;
  throw new CliError(
    3,
    'EXPORT_MALFORMED',
    'a record comes before its seal',
    path,
    'export the records again',
  );
}

async function* inOrder(sealed: readonly SealedRecords[]): AsyncGenerator<SealedRecords> {
  for (const one of sealed) yield await Promise.resolve(one);
}
