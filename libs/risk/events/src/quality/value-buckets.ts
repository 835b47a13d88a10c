/*
 * Where a value falls, coarsely enough that it tells of no person and finely enough to see a field change. Buckets are only counted, so
 * profiles of any number of batches add up.
 */

const words = new DataView(new ArrayBuffer(8));
/** Of the upper half of a double: sign, exponent, and the first three bits of the fraction remain. */
const fineShift = 17;
const fractionBits = 3;
const textBuckets = 32;
const textNames = Array.from({ length: textBuckets }, (_, bucket) => `t${bucket}`);

/**
 * The bucket of a number: its sign, its power of two, and the eighth of it (of IEEE 754's double, so everywhere the same). A bucket's
 * upper bound is at most an eighth above its lower one.
 */
export function numberBucket(value: number): string {
  words.setFloat64(0, value === 0 ? 0 : value);
  return `n${words.getUint32(0) >>> fineShift}`;
}

/** The bounds of a number's bucket: the one nearer to zero belongs to it, the other to the next. Undefined for the bucket of a text. */
export function boundsOf(bucket: string): { readonly lowest: number; readonly highest: number } | undefined {
  if (!bucket.startsWith('n')) return undefined;
  const index = Number(bucket.slice(1));
  const [near, far] = [edge(index), edge(index + 1)];
  if (near === 0) return { lowest: 0, highest: 0 };
  return near < far ? { lowest: near, highest: far } : { lowest: far, highest: near };
}

function edge(index: number): number {
  words.setUint32(0, (index << fineShift) >>> 0);
  words.setUint32(4, 0);
  return words.getFloat64(0);
}

/** One of 32 buckets of a text, by its FNV-1a hash: enough to see that others came, too few to tell which. */
export function textBucket(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return textNames[(hash >>> 0) % textBuckets] as string;
}

/** The bucket without the eighths: for drift, where a whole power of two is one class. */
export function coarseBucket(bucket: string): string {
  return bucket.startsWith('n') ? `n${Number(bucket.slice(1)) >>> fractionBits}` : bucket;
}
