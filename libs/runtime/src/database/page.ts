import { createHash } from 'node:crypto';
import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '../identity/tenant-context.js';

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
  /** The list that the page is of: whose, and which. Its cursors are good for no other. */
  readonly list: string;
}

const pageSizeMax = 100;
const pageSizeDefault = 20;

/**
 * Reads Relay arguments for one list of the caller's, such as `loans`. Fails with PAGE_SIZE_INVALID, or with CURSOR_INVALID for
 * a cursor that another list, tenant or environment gave out, or that was changed.
 */
export function parsePage(
  page: PageArguments,
  { tenantId, environment }: Pick<TenantContext, 'tenantId' | 'environment'>,
  name: string,
): Page {
  const list = `${tenantId}/${environment}/${name}`;
  const forward = page.last === null || page.last === undefined;
  const size = (forward ? page.first : page.last) ?? pageSizeDefault;
  const both = !forward && page.first !== null && page.first !== undefined;
  if (both || size < 1 || size > pageSizeMax)
    throw new Fault('PAGE_SIZE_INVALID', { lowest: 1, highest: pageSizeMax }, forward ? 'first' : 'last');
  return {
    forward,
    limit: size + 1,
    afterId: idOf(page.after, list, 'after'),
    beforeId: idOf(page.before, list, 'before'),
    list,
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
  const edges = kept.map((node) => ({ cursor: cursorOf(node.id, page.list), node }));
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

/** An id and a seal. The seal is no secret: a cursor gives no right, it only must not be taken for another list's. */
function cursorOf(id: string, list: string): string {
  return Buffer.from(`${id}~${sealOf(id, list)}`).toString('base64url');
}

function sealOf(id: string, list: string): string {
  return createHash('sha256').update(`${list}/${id}`).digest('base64url').slice(0, 12);
}

function idOf(cursor: string | null | undefined, list: string, path: string): string | null {
  if (cursor === null || cursor === undefined) return null;
  const text = Buffer.from(cursor.slice(0, 256), 'base64url').toString();
  const [, id] = /^([a-z_]{1,24}_[0-9a-z]{26})~[\w-]{12}$/.exec(text) ?? [];
  if (id === undefined || cursorOf(id, list) !== cursor) throw new Fault('CURSOR_INVALID', {}, path);
  return id;
}
