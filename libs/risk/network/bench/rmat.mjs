/**
 * An R-MAT graph with the parameters of Graph500 (a 0.57, b 0.19, c 0.19, d 0.05): `node rmat.mjs SCALE EDGES SEED OUT`. Writes
 * int32, little-endian: vertices, edges, then pairs u < v, sorted, without loops or doubles, vertices shuffled. The same seed
 * gives the same file: scale 16, 500,000 edges, seed 42 has the sha256 51db2ed7…13d8e218.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const [scale, target, seed] = process.argv.slice(2, 5).map(Number);
const vertices = 2 ** scale;
const range = 2 ** 32;
const random = xoshiro(seed);
for (let at = 0; at < 64; at += 1) random();
const shuffled = shuffle(vertices);
const edges = withoutSome(distinct(), target);
const bytes = Buffer.from(edges.buffer);
writeFileSync(process.argv[5], bytes);
console.log(createHash('sha256').update(bytes).digest('hex'));

/** xoshiro128** of Blackman and Vigna, public domain. */
function xoshiro(start) {
  let [a, b, c, d] = [start >>> 0, (start ^ 0x9e3779b9) >>> 0, 0x243f6a88, 0xb7e15162];
  return () => {
    let x = Math.imul(b, 5);
    x = Math.imul((x << 7) | (x >>> 25), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return x >>> 0;
  };
}

function below(count) {
  return Math.floor((random() / range) * count);
}

function shuffle(count) {
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** Sorted keys u × 2³² + v: exact floats, since the scale is at most 20. */
function distinct() {
  let keys = new Float64Array(0);
  while (keys.length < target) {
    const wanted = Math.ceil((target - keys.length) * 1.25) + 1000;
    const all = new Float64Array(keys.length + wanted);
    all.set(keys);
    let count = keys.length;
    for (let at = 0; at < wanted; at += 1) {
      const [u, v] = pair();
      if (u !== v) all[count++] = Math.min(u, v) * range + Math.max(u, v);
    }
    const sorted = all.subarray(0, count).sort();
    keys = sorted.filter((key, at) => at === 0 || key !== sorted[at - 1]);
  }
  return keys;
}

function pair() {
  let [u, v] = [0, 0];
  for (let level = 0; level < scale; level += 1) {
    const chance = random() / range;
    u <<= 1;
    v <<= 1;
    if (chance >= 0.57 + 0.19 + 0.19) {
      u |= 1;
      v |= 1;
    } else if (chance >= 0.57 + 0.19) u |= 1;
    else if (chance >= 0.57) v |= 1;
  }
  return [shuffled[u], shuffled[v]];
}

function withoutSome(keys, count) {
  const dropped = new Uint8Array(keys.length);
  for (let left = keys.length - count; left > 0;) {
    const at = below(keys.length);
    if (dropped[at] === 0) left -= 1;
    dropped[at] = 1;
  }
  const written = new Int32Array(2 + 2 * count);
  written.set([vertices, count]);
  let place = 2;
  keys.forEach((key, at) => {
    if (dropped[at] === 1) return;
    const u = Math.floor(key / range);
    written[place++] = u;
    written[place++] = key - u * range;
  });
  return written;
}
