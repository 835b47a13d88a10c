import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import type { ConsentPurpose } from '@fanxing/runtime/consent';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { ConsentEvidence, ConsentState, ShownConsent } from './consent.js';
import { openProof } from './sealed-proof.js';
import { ConsentStore } from './consent.store.js';

export interface ConsentsQuery extends PageArguments {
  readonly borrowerId: string;
  readonly purpose?: ConsentPurpose | null;
  readonly state?: ConsentState | null;
}

@Injectable()
export class ReadConsent {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: ConsentStore,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Fails with NOT_FOUND. */
  async run(context: TenantContext, idText: string): Promise<ShownConsent> {
    mustBeAllowedTo(context, 'consent:read');
    const id = parseId('consent', idText, 'id');
    const consent = await this.database.transaction(context, (transaction) =>
      this.store.find(transaction, id, this.clock.now()),
    );
    if (!consent) throw new Fault('NOT_FOUND', { what: 'consent', id }, 'id');
    return consent;
  }

  /** Nothing for a borrower who is not the tenant's, as for one who never agreed to anything. */
  async page(context: TenantContext, query: ConsentsQuery): Promise<Connection<ShownConsent>> {
    mustBeAllowedTo(context, 'consent:read');
    const page = parsePage(query, context, 'consents');
    const filter = {
      borrowerId: parseId('borrower', query.borrowerId, 'borrowerId'),
      purpose: query.purpose ?? null,
      state: query.state ?? null,
    };
    return this.database.transaction(context, async (transaction) =>
      connectionOf(page, await this.store.list(transaction, filter, page, this.clock.now())),
    );
  }

  /** What proves a consent; more than most who read consents need. Fails with NOT_FOUND. */
  async evidence(context: TenantContext, idText: string): Promise<ConsentEvidence> {
    mustBeAllowedTo(context, 'consent:prove');
    const id = parseId('consent', idText, 'consentId');
    const evidence = await this.database.transaction(context, (transaction) =>
      this.store.evidence(transaction, id),
    );
    if (!evidence) throw new Fault('NOT_FOUND', { what: 'consent', id }, 'consentId');
    const { borrowerId, ...shown } = evidence;
    const opened = await this.keeper.using(context, (keys) => openProof(keys, { id, borrowerId }, shown));
    return { ...shown, ...opened };
  }
}
