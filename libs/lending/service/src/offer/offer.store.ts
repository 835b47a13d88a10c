import type { BusinessDate, CurrencyCode, Instant } from '@fanxing/kernel';
import type { RevolvingTerms } from '@fanxing/product-contract';
import type { ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

export interface OfferRow {
  readonly currency: CurrencyCode;
  readonly terms: RevolvingTerms;
  readonly status: 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'EXPIRED';
  readonly borrowerId: string;
}

export async function findOffer(
  database: ServiceDatabase,
  context: TenantContext,
  id: string,
): Promise<OfferRow | undefined> {
  const [row] = await database.call<Omit<OfferRow, 'borrowerId'> & { readonly borrower_id: string }>(
    context,
    'lending.find_offer',
    [id],
  );
  return row && { currency: row.currency, terms: row.terms, status: row.status, borrowerId: row.borrower_id };
}

/** What an offer promises. */
export type OfferTerms = Pick<OfferRow, 'currency' | 'terms'> & { readonly id: string };

/** Of several offers at once, in no order. */
export async function readOfferTerms(
  { query, context }: TenantTransaction,
  ids: readonly string[],
): Promise<OfferTerms[]> {
  return query<OfferTerms>(
    'read offers',
    'SELECT id, currency, terms FROM lending.offer WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3)',
    [context.tenantId, context.environment, ids],
  );
}

export interface SignedOffer {
  readonly key: string;
  readonly requestHash: string;
  readonly actor: string;
  readonly offerId: string;
  readonly creditLineId: string;
  readonly signature: unknown;
  readonly now: Instant;
  readonly openedOn: BusinessDate;
  readonly expiresOn: BusinessDate;
}

/** Opens the line of a signed offer; answers its id, or that of the line which the same key opened before. */
export async function acceptSignedOffer(
  database: ServiceDatabase,
  context: TenantContext,
  given: SignedOffer,
): Promise<string> {
  const [accepted] = await database.call<{ credit_line_id: string }>(context, 'lending.accept_offer', [
    given.key,
    given.requestHash,
    given.actor,
    given.offerId,
    given.creditLineId,
    JSON.stringify(given.signature),
    given.now,
    given.openedOn,
    given.expiresOn,
  ]);
  if (!accepted) throw new Error('an accepted offer was not returned');
  return accepted.credit_line_id;
}
