import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { vertexChunkSize } from './layout.js';
import { PairSpool } from './pair-spool.js';

/** Above any other end of an edge, so that a key is ordered by its first end, then by its other, and is an exact float. */
const otherMax = 2 ** 26;

/** Edges of the vertices of one chunk, without repetition, by their first end and then by their other. */
export interface EdgePart {
  readonly part: number;
  readonly first: Int32Array;
  readonly other: Int32Array;
}

/**
 * Sorts edges by one end with the disk's help: edges are dealt out by the chunk of that end and sorted a chunk at a time. Memory holds
 * the edges of one chunk, 16 bytes each.
 */
export class SortedEdges {
  private readonly spools: PairSpool[];

  constructor(folder: string, name: string, vertices: number) {
    const parts = Math.ceil(vertices / vertexChunkSize);
    this.spools = Array.from(
      { length: parts },
      (_, part) => new PairSpool(join(folder, `${name}-${part}.pairs`)),
    );
  }

  add(first: number, other: number): void {
    this.spools[Math.floor(first / vertexChunkSize)]!.push(first, other);
  }

  /** Every part once, also those without edges; what was added is gone afterwards. */
  *parts(): Generator<EdgePart> {
    for (const [part, spool] of this.spools.entries()) {
      yield { part, ...columnsOf(keysIn(spool), part) };
      spool.close();
      rmSync(spool.path);
    }
  }
}

function keysIn(spool: PairSpool): Float64Array {
  const keys = new Float64Array(spool.count);
  let count = 0;
  for (const pairs of spool.pairs()) {
    for (let at = 0; at < pairs.length; at += 2) {
      keys[count] = (pairs[at]! % vertexChunkSize) * otherMax + pairs[at + 1]!;
      count += 1;
    }
  }
  return keys.sort();
}

function columnsOf(keys: Float64Array, part: number): Omit<EdgePart, 'part'> {
  const [first, other] = [new Int32Array(keys.length), new Int32Array(keys.length)];
  let count = 0;
  let before = -1;
  for (const key of keys) {
    if (key === before) continue;
    before = key;
    const within = Math.floor(key / otherMax);
    first[count] = part * vertexChunkSize + within;
    other[count] = key - within * otherMax;
    count += 1;
  }
  return { first: first.subarray(0, count), other: other.subarray(0, count) };
}
