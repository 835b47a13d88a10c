import { Fault, toEpochMs, type Clock, type Instant } from '@fanxing/kernel';
import type { DataCategory } from './data-category.js';
import type { DataDictionary } from './data-dictionary.js';
import { categoriesOf, purposes, type ConsentPurpose, type DataPurpose } from './purpose.js';

/**
 * The right to read one borrower's data for one purpose. Every function that reads such data takes one and gives what
 * its categories hold, nothing else. It is JSON, so that a service can hand it to another within one piece of work.
 */
export interface DataAccess {
  readonly borrowerId: string;
  readonly purpose: DataPurpose;
  /** The consent it rests on; null where the law is the basis. */
  readonly consentId: string | null;
  /** What may be read: of the purpose's categories those that the borrower agreed to. */
  readonly categories: readonly DataCategory[];
  /** When the consent was asked for. */
  readonly askedAt: Instant;
}

/** What the tenant service answers about a consent. Fails with CONSENT_REQUIRED. */
export type AskConsent = (question: {
  borrowerId: string;
  purpose: ConsentPurpose;
}) => Promise<{ consentId: string; categories: readonly DataCategory[] }>;

/**
 * How long an answer about a consent may be acted on. Withdrawals are told at once; this is the bound for whoever was
 * not told: with the statement that follows it stays under the second that is promised.
 */
export const consentHoldsMs = 800;

/** The one gate: opens a borrower's data for a purpose. Fails with CONSENT_REQUIRED. */
export async function openDataAccess(
  ask: AskConsent,
  clock: Clock,
  borrowerId: string,
  purpose: ConsentPurpose,
): Promise<DataAccess> {
  const askedAt = clock.now();
  const { consentId, categories } = await ask({ borrowerId, purpose });
  const least = categoriesOf(purpose);
  return {
    borrowerId,
    purpose,
    consentId,
    categories: categories.filter((category) => least.includes(category)),
    askedAt,
  };
}

/** Opens a borrower's data for a duty that the law sets. Throws for a purpose that needs a consent. */
export function openByLaw(
  clock: Clock,
  borrowerId: string,
  purpose: Exclude<DataPurpose, ConsentPurpose>,
  categories: readonly DataCategory[] = categoriesOf(purpose),
): DataAccess {
  if (purposes[purpose].basis !== 'LAW') throw new Error(`${String(purpose)} needs a consent`);
  return { borrowerId, purpose, consentId: null, categories, askedAt: clock.now() };
}

/**
 * Just before something is decided with an access: asks again when its answer has grown old. Fails with
 * CONSENT_REQUIRED when the consent that it rests on is not the one in force any more.
 */
export async function mustStillHold(ask: AskConsent, clock: Clock, access: DataAccess): Promise<void> {
  const { borrowerId, purpose, consentId, askedAt } = access;
  if (purposes[purpose].basis === 'LAW') return;
  const ageMs = toEpochMs(clock.now()) - toEpochMs(askedAt);
  if (ageMs >= 0 && ageMs < consentHoldsMs) return;
  const now = await ask({ borrowerId, purpose: purpose as ConsentPurpose });
  if (now.consentId !== consentId) throw new Fault('CONSENT_REQUIRED', { purpose });
}

/** Fails with CONSENT_REQUIRED, which names what is missing, unless the access covers all that is about to be read. */
export function mustCover({ purpose, categories }: DataAccess, needed: Iterable<DataCategory>): void {
  const missing = [...new Set(needed)].filter((category) => !categories.includes(category));
  if (missing.length > 0) throw new Fault('CONSENT_REQUIRED', { purpose, categories: missing });
}

/** Those of a borrower's attributes that the access covers; one that nobody has declared is covered by none. */
export function coveredAttributes<Value>(
  { categories }: DataAccess,
  dictionary: DataDictionary,
  attributes: Readonly<Record<string, Value>>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => {
      const category = dictionary.find('ATTRIBUTE', name);
      return category !== undefined && categories.includes(category);
    }),
  );
}
