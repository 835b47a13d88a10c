import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const pairsAtOnce = 2 ** 13;
const pairBytes = 8;

/** Pairs of whole numbers on the disk: pushed one at a time, read again in order. For edges, of which memory does not hold all. */
export class PairSpool {
  private readonly handle: number;
  private readonly buffer = new Uint32Array(2 * pairsAtOnce);
  private buffered = 0;
  count = 0;

  constructor(readonly path: string) {
    this.handle = openSync(path, 'wx+');
  }

  push(one: number, other: number): void {
    this.buffer[2 * this.buffered] = one;
    this.buffer[2 * this.buffered + 1] = other;
    this.buffered += 1;
    this.count += 1;
    if (this.buffered === pairsAtOnce) this.flush();
  }

  /** Pairs after one another, some thousands at a time; valid until the next. */
  *pairs(): Generator<Uint32Array> {
    this.flush();
    for (let at = 0; at < this.count; at += pairsAtOnce) {
      const pairs = Math.min(pairsAtOnce, this.count - at);
      readSync(this.handle, this.buffer, 0, pairs * pairBytes, at * pairBytes);
      yield this.buffer.subarray(0, 2 * pairs);
    }
  }

  close(): void {
    closeSync(this.handle);
  }

  private flush(): void {
    if (this.buffered > 0) writeSync(this.handle, this.buffer, 0, this.buffered * pairBytes);
    this.buffered = 0;
  }
}
