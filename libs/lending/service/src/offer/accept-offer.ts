import { Inject, Injectable } from '@nestjs/common';
import { addDays, Fault, parseId, type Clock } from '@fanxing/kernel';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { keyedDigest, KeyKeeper } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import { auditActor } from '../actor.js';
import { OpenBooks } from '../books/open-books.js';
import { BusinessDates } from '../day/business-date.js';
import type { AcceptOfferInput } from '../generated/schema.js';
import { sealSignature } from './sealed-signature.js';
import { acceptSignedOffer, findOffer, type OfferRow } from './offer.store.js';

const referenceLengthMax = 256;

/**
 * Turns a signed offer into a credit line; answers the line's id. Fails with CONSENT_REQUIRED when the consent that the
 * offer rests on does not hold any more.
 */
@Injectable()
export class AcceptOffer {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly businessDates: BusinessDates,
    private readonly keeper: KeyKeeper,
    private readonly books: OpenBooks,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(context: TenantContext, input: AcceptOfferInput): Promise<string> {
    mustBeAllowedTo(context, 'application:write');
    mustBeSigned(input);
    const offerId = parseId('offer', input.offerId, 'input.offerId');
    const [openedOn, offer] = await Promise.all([
      this.businessDates.current(context),
      findOffer(this.database, context, offerId),
    ]);
    if (!offer) throw new Fault('NOT_FOUND', { what: 'offer', id: input.offerId }, 'input.offerId');
    await this.mustBeAgreedTo(context, offer);
    // Drawing will need the books' accounts.
    await this.books.open(context, offer.currency);
    const sealed = await this.keeper.using(context, (keys) => ({
      requestHash: keyedDigest(keys, requestHash(input)),
      signature: sealSignature(keys, offerId, input.signature),
    }));
    return acceptSignedOffer(this.database, context, {
      key: mustBeKey(input.idempotencyKey),
      ...sealed,
      actor: auditActor(context, {
        before: { offerStatus: 'OPEN' },
        after: { offerStatus: 'ACCEPTED', offerId, status: 'ACTIVE', openedOn },
      }),
      offerId,
      creditLineId: newId('creditLine'),
      now: this.clock.now(),
      openedOn,
      expiresOn: addDays(openedOn, offer.terms.lineTermDays),
    });
  }

  /** An offer that is not open is left to the database, which knows whether this very request took it before. */
  private async mustBeAgreedTo(context: TenantContext, { status, borrowerId }: OfferRow): Promise<void> {
    if (status !== 'OPEN') return;
    await this.transport
      .client(tenantContract)
      .checkConsent(context, { borrowerId, purpose: 'CREDIT_DECISION' });
  }
}

function mustBeSigned({ signature }: AcceptOfferInput): void {
  for (const field of ['reference', 'textVersion'] as const) {
    const length = signature[field].trim().length;
    if (length === 0 || length > referenceLengthMax) {
      throw new Fault(
        'INPUT_INVALID',
        { problem: `${field} must have 1 to ${referenceLengthMax} characters` },
        `input.signature.${field}`,
      );
    }
  }
}
