import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock, type Instant } from '@fanxing/kernel';
import { lendingApplicantContract, lendingContract } from '@fanxing/lending-contract';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { AccessToDecide } from '../decision/access-to-decide.js';
import { KnownEvents } from '../decision/known-events.js';
import type { AskedApplication, SignalQuestion } from './signal.js';

export interface AskedOf {
  readonly borrowerId: string;
  readonly asOf?: Instant | null;
  readonly knownUntil?: Instant | null;
  readonly productCode?: string | null;
  readonly applicationId?: string | null;
}

/** Opens what signals of a borrower are read from, for whoever may see what is known of borrowers. */
@Injectable()
export class AskSignals {
  constructor(
    private readonly accessToDecide: AccessToDecide,
    private readonly knownEvents: KnownEvents,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** Fails with CONSENT_REQUIRED and with NOT_FOUND. */
  async of(context: TenantContext, asked: AskedOf): Promise<SignalQuestion> {
    mustBeAllowedTo(context, 'risk:read');
    const borrowerId = parseId('borrower', asked.borrowerId, 'borrowerId');
    await this.transport.client(lendingContract).findBorrowers(context, { borrowerIds: [borrowerId] });
    const access = await this.accessToDecide.open(context, borrowerId);
    const { knownUntil = null, productCode = null, applicationId = null } = asked;
    const application =
      applicationId === null ? null : await this.application(context, applicationId, borrowerId, knownUntil);
    const asOf = asked.asOf ?? this.clock.now();
    const events = await this.knownEvents.of(context, access, asOf, knownUntil);
    return { borrowerId, asOf, knownUntil, productCode, application, access, events };
  }

  private async application(
    context: TenantContext,
    text: string,
    borrowerId: string,
    keptUntil: Instant | null,
  ): Promise<AskedApplication> {
    const applicationId = parseId('application', text, 'applicationId');
    const found = await this.transport
      .client(lendingApplicantContract)
      .findApplication(context, { applicationId });
    if (found.borrowerId !== borrowerId)
      throw new Fault('NOT_FOUND', { what: 'application', id: applicationId }, 'applicationId');
    return { id: applicationId, isDeciding: false, keptUntil };
  }
}
