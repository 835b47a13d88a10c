import { And, LessThan, MoreThan, type FindOperator } from 'typeorm';
import type { Page } from './page.js';

/** The part of a TypeORM `find` that reads one page by the id, in the direction that was asked for. */
export interface Keyset {
  readonly where: { readonly id?: FindOperator<string> };
  readonly order: { readonly id: 'ASC' | 'DESC' };
  readonly take: number;
}

export function keysetOf(page: Page): Keyset {
  const bounds = [
    ...(page.afterId === null ? [] : [MoreThan(page.afterId)]),
    ...(page.beforeId === null ? [] : [LessThan(page.beforeId)]),
  ];
  return {
    where: bounds.length === 0 ? {} : { id: And(...bounds) },
    order: { id: page.forward ? 'ASC' : 'DESC' },
    take: page.limit,
  };
}
