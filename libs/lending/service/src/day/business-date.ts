import { Inject, Injectable } from '@nestjs/common';
import { businessDateAt, instantAt, type BusinessDate, type Clock, type Instant } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { Neighbours } from '../neighbours.js';
import { openBook, readBusinessDate } from './book.store.js';

/** The day that a tenant's books stand at. They open, the first time anybody asks, at today in the tenant's time zone. */
@Injectable()
export class BusinessDates {
  constructor(
    private readonly database: ServiceDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly neighbours: Neighbours,
  ) {}

  async current(context: TenantContext): Promise<BusinessDate> {
    const known = await readBusinessDate(this.database, context);
    return known ?? this.open(context);
  }

  /** Today by the wall clock of the tenant's time zone; the sandbox's books may be ahead of it. */
  async wallDate(context: TenantContext): Promise<BusinessDate> {
    const { timeZone } = await this.neighbours.activeTenant(context);
    return businessDateAt(this.clock.now(), timeZone);
  }

  /** When a day begins on the wall of the tenant's time zone. Fails with TENANT_NOT_ACTIVE. */
  async beginningOf(context: TenantContext, day: BusinessDate): Promise<Instant> {
    const { timeZone } = await this.neighbours.activeTenant(context);
    return instantAt(day, 0, timeZone);
  }

  private async open(context: TenantContext): Promise<BusinessDate> {
    const today = await this.wallDate(context);
    await this.database.transaction(context, (transaction) => openBook(transaction, today));
    return (await readBusinessDate(this.database, context)) ?? today;
  }
}
