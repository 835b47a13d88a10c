import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock, type Instant } from '@fanxing/kernel';
import { lendingContract } from '@fanxing/lending-contract';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { AccessToDecide } from '../decision/access-to-decide.js';
import { KnownEvents } from '../decision/known-events.js';
import { ReadSignals, type FamilyReading } from './read-signals.js';
import { signalFamilies, type SignalFamily } from './signal.js';

export interface BorrowerSignals {
  readonly id: string;
  readonly asOf: Instant;
  readonly families: readonly FamilyReading[];
}

export interface SignalsQuery {
  readonly borrowerId: string;
  /** As the API names them: in capitals. */
  readonly families: readonly string[];
  readonly asOf?: Instant | null;
  readonly knownUntil?: Instant | null;
  readonly productCode?: string | null;
}

/** Shows signals of a borrower as of a moment, to whoever may see what is known of borrowers. */
@Injectable()
export class ReadBorrowerSignals {
  constructor(
    private readonly accessToDecide: AccessToDecide,
    private readonly knownEvents: KnownEvents,
    private readonly readSignals: ReadSignals,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** Fails with CONSENT_REQUIRED, NOT_FOUND, and INPUT_INVALID where no family is named. */
  async run(context: TenantContext, query: SignalsQuery): Promise<BorrowerSignals> {
    mustBeAllowedTo(context, 'risk:read');
    const borrowerId = parseId('borrower', query.borrowerId, 'borrowerId');
    const families = signalFamilies.filter((family) => query.families.includes(family.toUpperCase()));
    if (families.length === 0)
      throw new Fault('INPUT_INVALID', { problem: 'name at least one family' }, 'families');
    await this.transport.client(lendingContract).findBorrowers(context, { borrowerIds: [borrowerId] });
    const access = await this.accessToDecide.open(context, borrowerId);
    const { knownUntil = null, productCode = null } = query;
    const asOf = query.asOf ?? this.clock.now();
    const events = await this.knownEvents.of(context, access, asOf, knownUntil);
    const question = { borrowerId, asOf, knownUntil, productCode, access, events };
    return {
      id: borrowerId,
      asOf,
      families: await Promise.all(
        families.map((family: SignalFamily) => this.readSignals.family(context, question, family)),
      ),
    };
  }
}
