import { Inject, Injectable } from '@nestjs/common';
import { parseId, type Clock, type Instant } from '@fanxing/kernel';
import { lendingContract } from '@fanxing/lending-contract';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { AccessToDecide } from '../decision/access-to-decide.js';
import { KnownEvents } from '../decision/known-events.js';
import type { SignalQuestion } from './signal.js';

export interface AskedOf {
  readonly borrowerId: string;
  readonly asOf?: Instant | null;
  readonly knownUntil?: Instant | null;
  readonly productCode?: string | null;
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
    const { knownUntil = null, productCode = null } = asked;
    const asOf = asked.asOf ?? this.clock.now();
    const events = await this.knownEvents.of(context, access, asOf, knownUntil);
    return { borrowerId, asOf, knownUntil, productCode, access, events };
  }
}
