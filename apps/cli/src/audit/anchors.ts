import { readFile } from 'node:fs/promises';
import type { KeyObject } from 'node:crypto';
import {
  anchorFileOf,
  anchorKeyOf,
  isSameAnchor,
  readAnchors,
  readPublicKey,
  type Anchor,
  type ChainName,
} from '@fanxing/runtime/audit';
import { CliError, codeOf } from '../cli-error.js';
import { dataFolderOf, type FolderOptions } from '../platform-folder.js';

export interface AnchorOptions extends FolderOptions {
  readonly anchors?: string;
  readonly key?: readonly string[];
}

/** Anchors by the chain that they are of. */
export class Anchors {
  private readonly byChain = new Map<string, Anchor[]>();

  add(anchor: Anchor): void {
    const key = keyOf(anchor);
    const others = this.byChain.get(key);
    if (others) others.push(anchor);
    else this.byChain.set(key, [anchor]);
  }

  of(chain: ChainName): readonly Anchor[] {
    return this.byChain.get(keyOf(chain)) ?? [];
  }

  holds(anchor: Anchor): boolean {
    return this.of(anchor).some((other) => isSameAnchor(anchor, other));
  }
}

/** The file of anchors; none when there is no such file, which a chain that was ever anchored will show. */
export async function readAnchorFile(options: AnchorOptions): Promise<Anchors> {
  const path =
    options.anchors ?? (process.env['FANXING_AUDIT_ANCHORS'] || anchorFileOf(dataFolderOf(options)));
  const anchors = new Anchors();
  try {
    for await (const anchor of readAnchors(path)) anchors.add(anchor);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && options.anchors === undefined) return anchors;
    const what =
      error instanceof Error && codeOf(error) === 'unknown'
        ? error.message
        : `it can not be read (${codeOf(error)})`;
    throw new CliError(3, 'ANCHORS_UNREADABLE', what, path, 'name the file of anchors with --anchors');
  }
  return anchors;
}

/** The keys that are believed: those named, else the data folder's own. */
export async function readKeys(options: AnchorOptions): Promise<KeyObject[]> {
  const paths = options.key ?? [anchorKeyOf(dataFolderOf(options))];
  const keys: KeyObject[] = [];
  for (const path of paths) {
    try {
      keys.push(readPublicKey(await readFile(path, 'utf8')));
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && options.key === undefined) continue;
      throw new CliError(3, 'KEY_UNREADABLE', 'it is no public key', path, 'name a PEM file with --key');
    }
  }
  return keys;
}

function keyOf({ tenantId, environment }: ChainName): string {
  return `${tenantId}/${environment}`;
}
