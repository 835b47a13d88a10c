import { createHash } from 'node:crypto';
import type { TenantContext } from './tenant-context.js';

/** A token that was found good, and until when that holds. */
export interface VerifiedToken {
  readonly context: TenantContext;
  /** The claim `jti`. */
  readonly tokenId: string;
  /** When it was made, in milliseconds since 1970. */
  readonly issuedMs: number;
  readonly endsMs: number;
}

/**
 * Remembers tokens that were found good, by their hash, so that a copy of this memory opens nothing. At most
 * `entriesMax`: the one that was not used for longest goes first.
 */
export class VerifiedTokens {
  readonly #byHash = new Map<string, VerifiedToken>();
  readonly #hashes = new Map<string, string>();

  constructor(private readonly entriesMax: number) {}

  static hashOf(token: string): string {
    return createHash('sha256').update(token).digest('base64');
  }

  get size(): number {
    return this.#byHash.size;
  }

  get(hash: string): VerifiedToken | undefined {
    const found = this.#byHash.get(hash);
    if (!found) return undefined;
    this.#byHash.delete(hash);
    this.#byHash.set(hash, found);
    return found;
  }

  set(hash: string, token: VerifiedToken): void {
    this.delete(hash);
    this.#byHash.set(hash, token);
    this.#hashes.set(token.tokenId, hash);
    const oldest = this.#byHash.keys().next();
    if (this.#byHash.size > this.entriesMax && !oldest.done) this.delete(oldest.value);
  }

  delete(hash: string): void {
    const found = this.#byHash.get(hash);
    if (found && this.#hashes.get(found.tokenId) === hash) this.#hashes.delete(found.tokenId);
    this.#byHash.delete(hash);
  }

  forget(tokenId: string): void {
    const hash = this.#hashes.get(tokenId);
    if (hash !== undefined) this.delete(hash);
  }
}
