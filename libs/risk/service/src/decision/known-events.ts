import { Injectable } from '@nestjs/common';
import type { Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '@fanxing/risk-indicators';
import type { DataAccess } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { eventsFor } from '../event/event.store.js';

/** What was known of a borrower at a moment, as far as an access opens it. */
@Injectable()
export class KnownEvents {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
  ) {}

  of(
    context: TenantContext,
    access: DataAccess,
    asOf: Instant,
    knownUntil: Instant | null,
  ): Promise<IndicatorEvent[]> {
    return eventsFor(this.database, this.keeper, context, access, asOf, knownUntil);
  }
}
