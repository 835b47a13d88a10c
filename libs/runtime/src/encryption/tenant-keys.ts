import { createHmac, hkdfSync } from 'node:crypto';
import { makeDataKey, tenantKeyVersionOf, unwrapDataKey, type DataKey } from './sealed-value.js';
import type { SuiteName } from './suite.js';
import { Unreadable } from './unreadable.js';

/** One version of the key that wraps a tenant's data keys; without its bytes when it was destroyed. */
export interface TenantKeyVersion {
  readonly version: number;
  readonly suite: SuiteName;
  readonly key: Buffer | undefined;
}

/** A data key, and how it is kept. */
export interface MadeKey {
  readonly key: DataKey;
  readonly wrapped: Buffer;
}

/** Owners whose data keys are kept ready to seal, of one tenant's environment: some 10 MB. */
const madeKeysMax = 10_000;

/** A column that is looked up without being read, such as `lending.borrower.phone`. */
export type IndexedColumn = string;

/**
 * The keys of one tenant's environment, unwrapped. What is done with them needs no wait: a list of rows is opened in a loop.
 */
export class TenantKeys {
  private isForgotten = false;
  private readonly madeKeys = new Map<string, MadeKey>();
  private readonly indexKeys = new Map<IndexedColumn, Buffer>();

  constructor(
    readonly tenantId: string,
    readonly environment: string,
    private readonly versions: readonly TenantKeyVersion[],
    private readonly index: { readonly suite: SuiteName; readonly key: Buffer | undefined },
    private readonly isDestroyed: (owner: string) => boolean,
  ) {}

  /** The version that wraps what is written now. */
  get current(): TenantKeyVersion {
    const newest = this.versions.at(-1);
    if (!newest) throw new Unreadable('KEY_UNKNOWN');
    return newest;
  }

  /** A new data key for one writing of a row. Fails with {@link Unreadable} when the owner's keys were destroyed. */
  make(owner: string): MadeKey {
    this.mustLive(owner);
    const { key, suite, version } = this.current;
    if (!key) throw new Unreadable('KEY_DESTROYED');
    return makeDataKey(suite, key, version, this.ownerOf(owner));
  }

  /**
   * The data key for rows of an owner that come in a stream, in whatever order: one is made, and kept as long as these keys are.
   * Fails as `make` does. It is forgotten together with these keys, and not by who has it.
   */
  keptFor(owner: string): MadeKey {
    const kept = this.madeKeys.get(owner);
    this.mustLive(owner);
    if (kept) return kept;
    if (this.madeKeys.size >= madeKeysMax) this.forgetMade();
    const made = this.make(owner);
    this.madeKeys.set(owner, made);
    return made;
  }

  /** Fails with {@link Unreadable}. */
  unwrap(wrapped: Buffer, owner: string): DataKey {
    this.mustLive(owner);
    const version = tenantKeyVersionOf(wrapped);
    const found = this.versions.find((each) => each.version === version);
    if (!found) throw new Unreadable('KEY_UNKNOWN');
    if (!found.key) throw new Unreadable('KEY_DESTROYED');
    return unwrapDataKey(found.key, wrapped, this.ownerOf(owner));
  }

  /**
   * A blind index (盲索引): the same text gives the same 16 bytes in this tenant, environment and column, and says nothing
   * without the key. `text` must be in its one written form.
   */
  blind(column: IndexedColumn, text: string): Buffer {
    const { key, suite } = this.index;
    if (this.isForgotten) throw new Unreadable('KEY_UNKNOWN');
    if (!key) throw new Unreadable('KEY_DESTROYED');
    const hash = suite === 'AES-256-GCM' ? 'sha256' : 'sm3';
    let own = this.indexKeys.get(column);
    if (!own) {
      own = Buffer.from(hkdfSync(hash, key, '', `fanxing/1 index ${column}`, 32));
      this.indexKeys.set(column, own);
    }
    return createHmac(hash, own).update(text).digest().subarray(0, 16);
  }

  /** Overwrites the keys in memory. Whoever still holds this object fails from now on, and asks for the keys anew. */
  forget(): void {
    this.isForgotten = true;
    for (const { key } of this.versions) key?.fill(0);
    this.index.key?.fill(0);
    for (const key of this.indexKeys.values()) key.fill(0);
    this.indexKeys.clear();
    this.forgetMade();
  }

  private forgetMade(): void {
    for (const { key } of this.madeKeys.values()) key.forget();
    this.madeKeys.clear();
  }

  private mustLive(owner: string): void {
    if (this.isForgotten) throw new Unreadable('KEY_UNKNOWN');
    if (this.isDestroyed(owner)) throw new Unreadable('KEY_DESTROYED');
  }

  private ownerOf(owner: string) {
    return { tenantId: this.tenantId, environment: this.environment, owner };
  }
}
