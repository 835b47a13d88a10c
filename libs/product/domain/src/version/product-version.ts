/**
 * A version of a product, and the four states of its life.
 *
 * - `DRAFT`: being written. Every version starts here, and comes back here when a reviewer sends it back. Its terms
 *   can change. Left by submitting it.
 * - `SUBMITTED`: waits for a second person; its terms can not change. Left by approval (→ `PUBLISHED`) or by being
 *   sent back (→ `DRAFT`).
 * - `PUBLISHED`: new applications are decided on it. Left by retiring it, also when a newer version takes its place.
 * - `RETIRED`: takes no new applications; lines and loans made under it live on under its terms. Final.
 */
import { Fault } from '@fanxing/kernel';
import type { ProductTerms } from '../terms/product-terms.js';

export type ProductVersionStatus = 'DRAFT' | 'SUBMITTED' | 'PUBLISHED' | 'RETIRED';

export interface ProductVersion {
  /** Counts up from 1 within a product. */
  readonly number: number;
  readonly terms: ProductTerms;
  readonly status: ProductVersionStatus;
  /** Who wrote the terms as they stand. */
  readonly authorId: string;
  /** Who approved them; null until then. Never the author. */
  readonly approverId: string | null;
}

export function draftVersion(number: number, terms: ProductTerms, authorId: string): ProductVersion {
  return { number, terms, status: 'DRAFT', authorId, approverId: null };
}

/** New terms for a draft. Whoever changes them last is their author. Fails with STATE_CONFLICT. */
export function revise(version: ProductVersion, terms: ProductTerms, authorId: string): ProductVersion {
  requireStatus(version, 'DRAFT');
  return { ...version, terms, authorId };
}

/** Hands a draft over for approval. Fails with STATE_CONFLICT. */
export function submit(version: ProductVersion): ProductVersion {
  requireStatus(version, 'DRAFT');
  return { ...version, status: 'SUBMITTED' };
}

/**
 * Publishes a submitted version in the name of a second person. Fails with FOUR_EYES when the approver wrote it, and
 * with STATE_CONFLICT when it is not submitted.
 */
export function approve(version: ProductVersion, approverId: string): ProductVersion {
  if (approverId === version.authorId) throw new Fault('FOUR_EYES', { approverId });
  requireStatus(version, 'SUBMITTED');
  return { ...version, status: 'PUBLISHED', approverId };
}

/** Gives a submitted version back to its author. Fails with STATE_CONFLICT. */
export function sendBack(version: ProductVersion): ProductVersion {
  requireStatus(version, 'SUBMITTED');
  return { ...version, status: 'DRAFT' };
}

/** Takes a published version off the market. Fails with STATE_CONFLICT. */
export function retire(version: ProductVersion): ProductVersion {
  requireStatus(version, 'PUBLISHED');
  return { ...version, status: 'RETIRED' };
}

function requireStatus(version: ProductVersion, needed: ProductVersionStatus): void {
  if (version.status !== needed) {
    throw new Fault('STATE_CONFLICT', { what: 'product version', status: version.status, needed });
  }
}
