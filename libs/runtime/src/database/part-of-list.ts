import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '../identity/tenant-context.js';
import { BatchedReads, byOwner } from './batched-reads.js';

/** The arguments of a list that stands inside a thing and is no connection of its own. */
export interface PartArguments {
  /** At most so many. */
  readonly first: number;
  /** Those that stand after the one with this id. */
  readonly after?: string | null | undefined;
}

export interface Part {
  readonly first: number;
  readonly afterId: string | null;
}

const sizeMax = 100;

/** Fails with PAGE_SIZE_INVALID. */
export function parsePart({ first, after }: PartArguments): Part {
  if (first < 1 || first > sizeMax)
    throw new Fault('PAGE_SIZE_INVALID', { lowest: 1, highest: sizeMax }, 'first');
  return { first, afterId: after ?? null };
}

/** Lists of many things of one answer, each the same part of its own, read with one statement. See {@link BatchedReads}. */
export class BatchedLists<Row> {
  private readonly lists: BatchedReads<readonly Row[]>;

  /** `read` answers rows of all the owners, each owner's in their order. */
  constructor(
    read: (context: TenantContext, ownerIds: readonly string[], part: Part) => Promise<readonly Row[]>,
    ownerOf: (row: Row) => string,
  ) {
    this.lists = new BatchedReads(async (context, keys) => {
      const wanted = byOwner(
        keys.map((key) => JSON.parse(key) as Wanted),
        ([first, afterId]) => JSON.stringify([first, afterId]),
      );
      const lists = await Promise.all(
        [...wanted.values()].map(async (alike) => {
          const [[first, afterId] = [0, null]] = alike;
          const owners = alike.map(([, , owner]) => owner);
          const owned = byOwner(await read(context, owners, { first, afterId }), ownerOf);
          return owners.map((owner) => [keyOf({ first, afterId }, owner), owned.get(owner) ?? []] as const);
        }),
      );
      return new Map(lists.flat());
    });
  }

  async of(context: TenantContext, ownerId: string, part: Part): Promise<readonly Row[]> {
    return (await this.lists.of(context, keyOf(part, ownerId))) ?? [];
  }
}

type Wanted = readonly [first: number, afterId: string | null, ownerId: string];

function keyOf({ first, afterId }: Part, ownerId: string): string {
  return JSON.stringify([first, afterId, ownerId] satisfies Wanted);
}
