import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { lendingContract } from '@fanxing/lending-contract';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { keyedDigest, KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { ClientOf, Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import type { GrantConsentInput, GrantConsentsInput } from '../generated/schema.js';
import type { Consent, ShownConsent } from './consent.js';
import { ConsentStore, type Grant } from './consent.store.js';
import { sealProof } from './sealed-proof.js';
import { parseConsent } from './parse-consent.js';

const batchMax = 1_000;

/**
 * Records that borrowers agreed. A bank brings its consents by the thousand, so the road of a write is one call of the
 * database here. Fails with NOT_FOUND unless every borrower is one of the caller's tenant.
 */
@Injectable()
export class GrantConsent {
  private readonly lending: ClientOf<typeof lendingContract>;

  constructor(
    private readonly store: ConsentStore,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) transport: Transport,
  ) {
    this.lending = transport.client(lendingContract);
  }

  /** One consent. */
  async one(context: TenantContext, input: GrantConsentInput): Promise<ShownConsent> {
    mustBeAllowedTo(context, 'consent:write');
    const idempotencyKey = mustBeKey(input.idempotencyKey);
    const consents = [parseConsent(input, this.clock.now(), 'input')];
    const [granted] = await this.grant(context, {
      operation: 'grantConsent',
      idempotencyKey,
      requestHash: requestHash(input),
      consents,
    });
    if (!granted) throw new Error('a granted consent was not returned');
    return granted;
  }

  /** Up to 1,000 consents, all or none. */
  async many(context: TenantContext, input: GrantConsentsInput): Promise<ShownConsent[]> {
    mustBeAllowedTo(context, 'consent:write');
    const idempotencyKey = mustBeKey(input.idempotencyKey);
    if (input.consents.length > batchMax)
      throw new Fault('BATCH_TOO_LARGE', { limit: batchMax }, 'input.consents');
    if (input.consents.length === 0) return [];
    const now = this.clock.now();
    const consents = input.consents.map((consent, index) =>
      parseConsent(consent, now, `input.consents.${index}`),
    );
    return this.grant(context, {
      operation: 'grantConsents',
      idempotencyKey,
      requestHash: requestHash(input),
      consents,
    });
  }

  private async grant(context: TenantContext, grant: Grant): Promise<ShownConsent[]> {
    const borrowerIds = [...new Set(grant.consents.map(({ borrowerId }) => borrowerId))];
    await this.lending.findBorrowers(context, { borrowerIds });
    const kept = await this.keeper.using(context, (keys) =>
      this.store.grant(context, {
        ...grant,
        requestHash: keyedDigest(keys, grant.requestHash),
        consents: grant.consents.map((consent) => sealProof(keys, consent)),
      }),
    );
    if (!kept) throw new Fault('IDEMPOTENCY_CONFLICT', {}, 'input.idempotencyKey');
    return kept.map((consent) => this.shown(consent));
  }

  private shown(consent: Consent): ShownConsent {
    return { ...consent, state: consent.validFrom > this.clock.now() ? 'NOT_YET' : 'IN_FORCE' };
  }
}
