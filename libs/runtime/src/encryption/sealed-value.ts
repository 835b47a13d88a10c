import { randomBytes, timingSafeEqual } from 'node:crypto';
import {
  commitmentLength,
  keyLength,
  suiteNamed,
  suiteOfCode,
  type Suite,
  type SuiteKeys,
  type SuiteName,
} from './suite.js';
import { Unreadable } from './unreadable.js';

/** Where a value stands. Moved to another row, column, tenant or environment it does not open. */
export interface Place {
  readonly tenantId: string;
  readonly environment: string;
  /** Schema and table, such as `lending.borrower`. */
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

/*
 * A sealed value, byte by byte (known answers: test-data/known-answers.json):
 *
 *   0        format, 1
 *   1        suite: 1 AES-256-GCM, 2 SM4-CTR-HMAC-SM3
 *   2–33     commitment to the key
 *   34–      nonce, 12 bytes (AES) or 16 (SM4)
 *   then     the value, encrypted
 *   last     tag, 16 bytes (AES) or 32 (SM4)
 *
 * A wrapped data key:
 *
 *   0        format, 1
 *   1        suite
 *   2–5      version of the tenant's key that wraps it, big-endian
 *   6–29     salt: with it the wrapping key is derived from the tenant's key
 *   30–61    commitment to the wrapping key
 *   62–93    the data key, encrypted under a nonce of zeros
 *   last     tag
 *
 * A wrapping key is used once, and a data key for the fields of one writing of one row, or for what comes of one owner within the minute
 * that a process keeps it: neither comes near the 2³² random nonces that AES-GCM allows a key, so nobody has to count.
 */
const format = 1;
const saltLength = 24;
const noSalt = Buffer.alloc(0);

/** A data key that is ready for use: it seals and opens the fields of one row. */
export class DataKey {
  private readonly keys: SuiteKeys;
  /** What stands in front of all that it seals. */
  private readonly head: Buffer;
  private isForgotten = false;

  constructor(
    private readonly suite: Suite,
    key: Buffer,
  ) {
    this.keys = suite.derive(key, noSalt);
    this.head = Buffer.concat([Buffer.of(format, suite.code), this.keys.commitment]);
  }

  /** Names the key without telling anything of it: what a record of its destruction says. */
  get id(): string {
    return this.keys.commitment.toString('hex', 0, 16);
  }

  seal(plain: Buffer, place: Place, nonce: Buffer = freshNonce(this.suite.nonceLength)): Buffer {
    return this.sealAbout(plain, aboutPlace(place), nonce);
  }

  sealText(plain: string, place: Place): Buffer {
    return this.seal(Buffer.from(plain), place);
  }

  /** As `sealText`, in a column that is written row by row. */
  sealTextIn(column: SealedColumn, rowId: string, plain: string): Buffer {
    return this.sealAbout(plain, column.about(rowId), freshNonce(this.suite.nonceLength));
  }

  private sealAbout(plain: Buffer | string, about: Buffer, nonce: Buffer): Buffer {
    if (this.isForgotten) throw new Unreadable('KEY_UNKNOWN');
    const [text, tag] = this.suite.encrypt(this.keys, nonce, plain, about);
    return Buffer.concat([this.head, nonce, text, tag]);
  }

  /** Fails with {@link Unreadable}: another key, another place, or not what was sealed. */
  open(sealed: Buffer, place: Place): Buffer {
    if (this.isForgotten) throw new Unreadable('KEY_UNKNOWN');
    const { suite, keys } = this;
    const nonceAt = 2 + commitmentLength;
    const bodyAt = nonceAt + suite.nonceLength;
    if (sealed.length < bodyAt + suite.tagLength || sealed[0] !== format || sealed[1] !== suite.code)
      throw new Unreadable('MALFORMED');
    if (!timingSafeEqual(sealed.subarray(2, nonceAt), keys.commitment)) throw new Unreadable('OTHER_KEY');
    const nonce = sealed.subarray(nonceAt, bodyAt);
    const plain = suite.decrypt(keys, nonce, sealed.subarray(bodyAt), aboutPlace(place));
    if (!plain) throw new Unreadable('NOT_AUTHENTIC');
    return plain;
  }

  openText(sealed: Buffer, place: Place): string {
    return this.open(sealed, place).toString('utf8');
  }

  /** Overwrites the key in memory; it seals and opens nothing any more. */
  forget(): void {
    this.isForgotten = true;
    this.keys.encryption.fill(0);
    this.keys.authentication.fill(0);
  }
}

/** A column in which many rows are sealed: what of their places is the same is written once. */
export class SealedColumn {
  private readonly before: Buffer;

  constructor({ tenantId, environment, table, column }: Omit<Place, 'rowId'>) {
    this.before = joined(['value', tenantId, environment, table, column]);
  }

  about(rowId: string): Buffer {
    const { before } = this;
    const length = Buffer.byteLength(rowId);
    const about = Buffer.allocUnsafe(before.length + 2 + length);
    about.set(before);
    about.writeUInt16BE(length, before.length);
    about.write(rowId, before.length + 2);
    return about;
  }
}

/** Whose a data key is: a borrower's id where it goes with the person, else the id of what it belongs to. */
export interface KeyOwner {
  readonly tenantId: string;
  readonly environment: string;
  readonly owner: string;
}

/** A new data key, and how it is kept: under a key that is derived for it from the tenant's. */
export function makeDataKey(
  suiteName: SuiteName,
  tenantKey: Buffer,
  version: number,
  owner: KeyOwner,
  random: Buffer = randomBytes(keyLength + saltLength),
): { key: DataKey; wrapped: Buffer } {
  const suite = suiteNamed(suiteName);
  const [plain, salt] = [random.subarray(0, keyLength), random.subarray(keyLength)];
  const wrapping = suite.derive(tenantKey, salt);
  const head = Buffer.alloc(6);
  head.writeUInt8(format, 0);
  head.writeUInt8(suite.code, 1);
  head.writeUInt32BE(version, 2);
  const body = suite.encrypt(wrapping, Buffer.alloc(suite.nonceLength), plain, aboutKey(owner));
  const key = new DataKey(suite, plain);
  plain.fill(0);
  return { key, wrapped: Buffer.concat([head, salt, wrapping.commitment, ...body]) };
}

/** Which version of the tenant's key wraps a data key. Fails with {@link Unreadable}. */
export function tenantKeyVersionOf(wrapped: Buffer): number {
  if (wrapped.length < 6 || wrapped[0] !== format) throw new Unreadable('MALFORMED');
  return wrapped.readUInt32BE(2);
}

/** Fails with {@link Unreadable}: another tenant's key, another owner, or not what was wrapped. */
export function unwrapDataKey(tenantKey: Buffer, wrapped: Buffer, owner: KeyOwner): DataKey {
  const suite = suiteOfCode(wrapped[1]);
  const bodyAt = 6 + saltLength + commitmentLength;
  if (!suite || wrapped[0] !== format || wrapped.length !== bodyAt + keyLength + suite.tagLength)
    throw new Unreadable('MALFORMED');
  const wrapping = suite.derive(tenantKey, wrapped.subarray(6, 6 + saltLength));
  if (!timingSafeEqual(wrapped.subarray(6 + saltLength, bodyAt), wrapping.commitment))
    throw new Unreadable('OTHER_KEY');
  const nonce = Buffer.alloc(suite.nonceLength);
  const plain = suite.decrypt(wrapping, nonce, wrapped.subarray(bodyAt), aboutKey(owner));
  if (!plain) throw new Unreadable('NOT_AUTHENTIC');
  const key = new DataKey(suite, plain);
  plain.fill(0);
  return key;
}

function aboutPlace({ tenantId, environment, table, column, rowId }: Place): Buffer {
  return joined(['value', tenantId, environment, table, column, rowId]);
}

function aboutKey({ tenantId, environment, owner }: KeyOwner): Buffer {
  return joined(['key', tenantId, environment, owner]);
}

/** Random bytes that nothing has used. The generator is asked for many at once: each question costs as much as to encrypt a line. */
let random = { bytes: Buffer.alloc(0), used: 0 };
const randomAtOnce = 4_096;

function freshNonce(length: number): Buffer {
  if (random.used + length > random.bytes.length) random = { bytes: randomBytes(randomAtOnce), used: 0 };
  const nonce = random.bytes.subarray(random.used, random.used + length);
  random.used += length;
  return nonce;
}

/** Each part after its length in bytes: `ab` and `c` is not `a` and `bc`. */
export function joined(parts: readonly string[]): Buffer {
  let length = 0;
  for (const part of parts) length += 2 + Buffer.byteLength(part);
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of parts) {
    const written = bytes.write(part, at + 2);
    bytes.writeUInt16BE(written, at);
    at += 2 + written;
  }
  return bytes;
}
