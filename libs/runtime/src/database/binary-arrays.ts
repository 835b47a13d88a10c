/*
 * Arrays of PostgreSQL as its own binary protocol has them. As text, which the driver makes of an array, each value is quoted, each byte
 * written as two digits and all of it read again by the server: for a batch of thousands of rows that costs more than to insert them.
 *
 *   int32 dimensions (1), int32 whether any is null, int32 type of the elements,
 *   int32 how many, int32 number of the first (1), then each: int32 length in bytes (-1: null) and its bytes
 */

const headLength = 20;
const lengthOfNull = -1;
const asciiMax = 0x7f;
const typeIds = { bytea: 17, bigint: 20, text: 25, timestamptz: 1184 } as const;
/** PostgreSQL counts microseconds from the beginning of 2000. */
const epochMs = Date.UTC(2000, 0, 1);

/** A `text[]` to pass as a parameter. */
export function textArray(values: readonly (string | null)[]): Buffer {
  return asciiArray(values) ?? anyTextArray(values);
}

/** Most texts are ids and codes: a byte for each of their characters, which no call to the encoder has to find out. Undefined for others. */
function asciiArray(values: readonly (string | null)[]): Buffer | undefined {
  let length = headLength;
  for (const value of values) length += 4 + (value?.length ?? 0);
  const array = begun('text', length, values.length);
  let at = headLength;
  for (const value of values) {
    at = array.writeInt32BE(value?.length ?? lengthOfNull, at);
    if (value === null) continue;
    for (let place = 0; place < value.length; place += 1) {
      const code = value.charCodeAt(place);
      if (code > asciiMax) return undefined;
      array[at + place] = code;
    }
    at += value.length;
  }
  return array;
}

function anyTextArray(values: readonly (string | null)[]): Buffer {
  let length = headLength;
  for (const value of values) length += 4 + (value === null ? 0 : Buffer.byteLength(value));
  const array = begun('text', length, values.length);
  let at = headLength;
  for (const value of values) {
    const written = value === null ? lengthOfNull : array.write(value, at + 4);
    at = array.writeInt32BE(written, at) + Math.max(written, 0);
  }
  return array;
}

/** A `bytea[]` to pass as a parameter. */
export function byteaArray(values: readonly (Buffer | null)[]): Buffer {
  const length = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), headLength);
  const array = begun('bytea', length, values.length);
  let at = headLength;
  for (const value of values) {
    at = array.writeInt32BE(value?.length ?? lengthOfNull, at);
    if (value === null) continue;
    array.set(value, at);
    at += value.length;
  }
  return array;
}

/** A `bigint[]` to pass as a parameter. */
export function bigintArray(values: readonly (bigint | null)[]): Buffer {
  return ofEightBytes('bigint', values, (view, at, value) => view.setBigInt64(at, value));
}

/** A `timestamptz[]` to pass as a parameter, of milliseconds since 1970. */
export function timestamptzArray(epochMilliseconds: readonly number[]): Buffer {
  return ofEightBytes('timestamptz', epochMilliseconds, (view, at, ms) => {
    const microseconds = (ms - epochMs) * 1_000;
    if (!Number.isSafeInteger(microseconds)) view.setBigInt64(at, BigInt(ms - epochMs) * 1_000n);
    else {
      view.setInt32(at, Math.floor(microseconds / 2 ** 32));
      // Of a number beyond 32 bits this keeps the lower ones.
      view.setUint32(at + 4, microseconds);
    }
  });
}

function ofEightBytes<Value>(
  type: 'bigint' | 'timestamptz',
  values: readonly (Value | null)[],
  write: (view: DataView, at: number, value: Value) => void,
): Buffer {
  let length = headLength;
  for (const value of values) length += value === null ? 4 : 12;
  const array = begun(type, length, values.length);
  const view = new DataView(array.buffer, array.byteOffset, array.length);
  let at = headLength;
  for (const value of values) {
    view.setInt32(at, value === null ? lengthOfNull : 8);
    at += 4;
    if (value === null) continue;
    write(view, at, value);
    at += 8;
  }
  return array;
}

function begun(type: keyof typeof typeIds, length: number, count: number): Buffer {
  const array = Buffer.allocUnsafe(length);
  // Whether a null is among them is only a hint to the server.
  [1, 1, typeIds[type], count, 1].forEach((word, index) => array.writeInt32BE(word, index * 4));
  return array;
}
