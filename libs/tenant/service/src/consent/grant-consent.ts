import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, parseInstant, type Clock } from '@fanxing/kernel';
import { lendingContract } from '@fanxing/lending-contract';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { ClientOf, Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import type { GrantConsentInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import type { Consent } from './consent.js';
import { ConsentStore } from './consent.store.js';

/**
 * Records that a borrower agreed. A bank brings its consents by the thousand, so the road of a write is one call of
 * the database here. Fails with NOT_FOUND unless the borrower is one of the caller's tenant.
 */
@Injectable()
export class GrantConsent {
  private readonly lending: ClientOf<typeof lendingContract>;

  constructor(
    private readonly store: ConsentStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) transport: Transport,
  ) {
    this.lending = transport.client(lendingContract);
  }

  async run(context: TenantContext, input: GrantConsentInput): Promise<Consent> {
    mustBeAllowedTo(context, 'consent:write');
    const idempotencyKey = mustBeKey(input.idempotencyKey);
    const consent = this.readConsent(input);
    const proof = plainLine(input.proof, 500, 'input.proof');
    await this.lending.findBorrowers(context, { borrowerIds: [consent.borrowerId] });
    const grant = { idempotencyKey, requestHash: requestHash(input), consent, proof };
    const kept = await this.store.grant(context, grant);
    if (!kept) throw new Fault('IDEMPOTENCY_CONFLICT', {}, 'input.idempotencyKey');
    return kept;
  }

  private readConsent(input: GrantConsentInput): Consent {
    const grantedAt = this.clock.now();
    const expiresAt = input.expiresAt ? parseInstant(input.expiresAt, 'input.expiresAt') : null;
    if (expiresAt !== null && expiresAt <= grantedAt) {
      throw new Fault(
        'INPUT_INVALID',
        { problem: 'A consent can not have run out already' },
        'input.expiresAt',
      );
    }
    return {
      id: newId('consent'),
      borrowerId: parseId('borrower', input.borrowerId, 'input.borrowerId'),
      purpose: input.purpose,
      textVersion: plainLine(input.textVersion, 100, 'input.textVersion'),
      grantedAt,
      expiresAt,
      withdrawnAt: null,
    };
  }
}
