import { Injectable } from '@nestjs/common';
import type { BusinessDate } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CollectDue } from '../collection/collect-due.js';
import { KeepCases } from '../collection-case/keep-cases.js';

/**
 * What a day that has begun asks for once its loans stand as of it: promises are decided, cases opened and closed, and then what is due is
 * collected, in this order, since a promise that runs holds a collection back. A day may be done again.
 */
@Injectable()
export class DayDuties {
  constructor(
    private readonly keepCases: KeepCases,
    private readonly collectDue: CollectDue,
  ) {}

  async run(context: TenantContext, day: BusinessDate): Promise<void> {
    await this.keepCases.run(context, day);
    await this.collectDue.run(context, day);
  }
}
