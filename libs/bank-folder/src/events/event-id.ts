import { createHash } from 'node:crypto';
import type { EventSource } from '../manifest/manifest.js';

/**
 * What stands before the ids of each source's events, so that ids of different files or kinds never meet: the
 * file's alias and the kind, with a number from the second source of the same file and kind on.
 */
export function eventNamespaces(sources: readonly EventSource[]): string[] {
  const counts = new Map<string, number>();
  return sources.map(({ file, kind }) => {
    const name = `${file}:${kind}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}~${count}`;
  });
}

/**
 * Gives rows without an id of their own one that is the same in every reading: a digest of their cells, and of rows
 * that are alike the second is `-2` and so on. So a file that was appended to or sorted anew keeps its ids, and two
 * equal purchases on one day stay two.
 */
export class RowNumbering {
  private readonly seen = new Set<number>();
  private readonly repeated = new Map<number, number>();

  idOf(cells: readonly string[]): string {
    const digest = createHash('sha256').update(cells.join('\u001f')).digest('hex').slice(0, 24);
    // 13 hex digits fit a double exactly and keep a million rows in some tens of megabytes.
    const key = Number.parseInt(digest.slice(0, 13), 16);
    if (!this.seen.has(key)) {
      this.seen.add(key);
      return digest;
    }
    const occurrence = (this.repeated.get(key) ?? 1) + 1;
    this.repeated.set(key, occurrence);
    return `${digest}-${occurrence}`;
  }
}
