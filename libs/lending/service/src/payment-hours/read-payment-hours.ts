import { Inject, Injectable } from '@nestjs/common';
import { formatWallMinutes, type BusinessDate, type Clock, type Instant } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { OpeningHours } from './opening-hours.js';
import { readHours } from './payment-hours.store.js';

export interface PaymentHoursView {
  readonly timeZone: string;
  readonly opensAt: string;
  readonly closesAt: string;
  readonly weekend: readonly number[];
  readonly holidays: readonly BusinessDate[];
  readonly workdays: readonly BusinessDate[];
  readonly calendar: string | null;
  readonly nextOpening: Instant;
}

@Injectable()
export class ReadPaymentHours {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly openingHours: OpeningHours,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext): Promise<PaymentHoursView | null> {
    mustBeAllowedTo(context, 'tenant:read');
    const hours = await this.database.transaction(context, readHours);
    if (!hours) return null;
    return {
      ...hours,
      opensAt: formatWallMinutes(hours.opensAt),
      closesAt: formatWallMinutes(hours.closesAt),
      holidays: [...hours.holidays].sort(),
      workdays: [...hours.workdays].sort(),
      nextOpening: (await this.openingHours.closedUntil(context, null)) ?? this.clock.now(),
    };
  }
}
