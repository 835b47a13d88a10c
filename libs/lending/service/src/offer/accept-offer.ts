import { Inject, Injectable } from '@nestjs/common';
import { addDays, Fault, parseId, type Clock } from '@fanxing/kernel';
import { openAccounts } from '@fanxing/ledger-store';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { auditActor } from '../actor.js';
import { BusinessDates } from '../day/business-date.js';
import type { AcceptOfferInput } from '../generated/schema.js';
import { acceptSignedOffer, findOffer, type OfferRow } from './offer.store.js';

const referenceLengthMax = 256;

/** Turns a signed offer into a credit line; answers the line's id. */
@Injectable()
export class AcceptOffer {
  private readonly opened = new Set<string>();

  constructor(
    private readonly database: ServiceDatabase,
    private readonly businessDates: BusinessDates,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: AcceptOfferInput): Promise<string> {
    mustBeAllowedTo(context, 'application:write');
    mustBeSigned(input);
    const offerId = parseId('offer', input.offerId, 'input.offerId');
    const openedOn = await this.businessDates.current(context);
    const offer = await this.offerWithBooks(context, offerId);
    if (!offer) throw new Fault('NOT_FOUND', { what: 'offer', id: input.offerId }, 'input.offerId');
    return acceptSignedOffer(this.database, context, {
      key: mustBeKey(input.idempotencyKey),
      requestHash: requestHash(input),
      actor: auditActor(context),
      offerId,
      creditLineId: newId('creditLine'),
      signature: input.signature,
      now: this.clock.now(),
      openedOn,
      expiresOn: addDays(openedOn, offer.terms.lineTermDays),
    });
  }

  /** The offer; drawing will need the books' accounts, so they are opened here, off the hot path, once a process. */
  private async offerWithBooks(context: TenantContext, offerId: string): Promise<OfferRow | undefined> {
    const world = `${context.tenantId}/${context.environment}`;
    const offer = await this.database.transaction(context, async (transaction) => {
      const found = await findOffer(transaction, offerId);
      if (found && !this.opened.has(`${world}/${found.currency}`))
        await openAccounts(transaction, found.currency);
      return found;
    });
    if (offer) this.opened.add(`${world}/${offer.currency}`);
    return offer;
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
