import { Fault } from '@fanxing/kernel';

/** The arguments of a Relay connection field. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** What a store needs to read one page by keyset: newest ids last, never by OFFSET. */
export interface Page {
  readonly forward: boolean;
  /** One more than asked for, to learn whether there is a next page. */
  readonly limit: number;
  readonly afterId: string | null;
  readonly beforeId: string | null;
}

const pageSizeMax = 100;
const pageSizeDefault = 20;
const cursorPrefix = 'id:';

/** Reads Relay arguments. Fails with PAGE_SIZE_INVALID or CURSOR_INVALID. */
export function parsePage(page: PageArguments): Page {
  const forward = page.last === null || page.last === undefined;
  const size = (forward ? page.first : page.last) ?? pageSizeDefault;
  const both = !forward && page.first !== null && page.first !== undefined;
  if (both || size < 1 || size > pageSizeMax)
    throw new Fault('PAGE_SIZE_INVALID', { lowest: 1, highest: pageSizeMax }, forward ? 'first' : 'last');
  return {
    forward,
    limit: size + 1,
    afterId: idOf(page.after, 'after'),
    beforeId: idOf(page.before, 'before'),
  };
}

/** Turns the rows read for a {@link Page} (in reading order, at most `limit`) into a Relay connection. */
export function connectionOf<T extends { readonly id: string }>(
  page: Page,
  rows: readonly T[],
): Connection<T> {
  const more = rows.length === page.limit;
  const kept = more ? rows.slice(0, -1) : [...rows];
  if (!page.forward) kept.reverse();
  const edges = kept.map((node) => ({ cursor: cursorOf(node.id), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.forward ? more : page.beforeId !== null,
      hasPreviousPage: page.forward ? page.afterId !== null : more,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function cursorOf(id: string): string {
  return Buffer.from(cursorPrefix + id).toString('base64url');
}

function idOf(cursor: string | null | undefined, path: string): string | null {
  if (cursor === null || cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^id:[a-z_]{1,24}_[0-9a-z]{26}$/.test(text)) throw new Fault('CURSOR_INVALID', {}, path);
  return text.slice(cursorPrefix.length);
}
