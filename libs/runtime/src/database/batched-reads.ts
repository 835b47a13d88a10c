import DataLoader from 'dataloader';
import type { TenantContext } from '../identity/tenant-context.js';

/**
 * What the fields of one answer ask for at the same moment, each by its own key, read together: a page of a hundred costs as many
 * statements as a page of one. Nothing is remembered from one moment to the next, so that a mutation's answer never shows what
 * was before it. Requests do not share a batch: each has a context object of its own.
 */
export class BatchedReads<Value> {
  private readonly loaders = new WeakMap<TenantContext, DataLoader<string, Value | undefined>>();

  /** `read` answers what there is, by key; it is given each key once. */
  constructor(
    private readonly read: (
      context: TenantContext,
      keys: readonly string[],
    ) => Promise<ReadonlyMap<string, Value>>,
  ) {}

  /** What there is under a key; undefined when there is nothing. Fails as `read` does. */
  of(context: TenantContext, key: string): Promise<Value | undefined> {
    let loader = this.loaders.get(context);
    if (!loader) {
      loader = new DataLoader(
        async (keys) => {
          const found = await this.read(context, [...new Set(keys)]);
          return keys.map((each) => found.get(each));
        },
        { cache: false },
      );
      this.loaders.set(context, loader);
    }
    return loader.load(key);
  }
}

/** Rows by their ids. */
export function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** Rows of several things, by whose they are, in the order in which they were read. */
export function byOwner<Row>(rows: readonly Row[], ownerOf: (row: Row) => string): Map<string, Row[]> {
  const owned = new Map<string, Row[]>();
  for (const row of rows) {
    const owner = ownerOf(row);
    const others = owned.get(owner);
    if (others) others.push(row);
    else owned.set(owner, [row]);
  }
  return owned;
}
