import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { SetPaymentHoursInput } from '../generated/schema.js';
import { ReadPaymentHours, type PaymentHoursView } from './read-payment-hours.js';
import { SetPaymentHours } from './set-payment-hours.js';

@Resolver('PaymentHours')
export class PaymentHoursResolver {
  constructor(
    private readonly setPaymentHours: SetPaymentHours,
    private readonly readPaymentHours: ReadPaymentHours,
  ) {}

  @Query('paymentHours')
  paymentHours(@CurrentTenant() context: TenantContext): Promise<PaymentHoursView | null> {
    return this.readPaymentHours.run(context);
  }

  @Mutation('setPaymentHours')
  async set(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SetPaymentHoursInput,
  ): Promise<PaymentHoursView | null> {
    await this.setPaymentHours.run(context, input);
    return this.readPaymentHours.run(context);
  }
}
