/**
 * The key above all others, which wraps the tenants' keys and nothing else. It never leaves whoever holds it: a file of the
 * data folder, or a hardware security module. Called when a tenant's keys are made, read for the first time in a while, or
 * wrapped anew. Not for data.
 */
export interface RootKey {
  /** Wraps under the newest root key. `about` says whose key it is; with another it does not unwrap. */
  wrap(key: Buffer, about: Buffer): Promise<WrappedByRoot>;
  /** Fails with `Unreadable` when the root key is not there or it was not wrapped by it. */
  unwrap(wrapped: WrappedByRoot, about: Buffer): Promise<Buffer>;
  /** The id of the key that `wrap` uses now. */
  currentId(): Promise<string>;
  /** Makes another root key, which wraps from now on. Those before it still unwrap. Answers its id. */
  rotate(): Promise<string>;
  close(): Promise<void>;
}

export interface WrappedByRoot {
  readonly rootKeyId: string;
  readonly wrapped: Buffer;
}
