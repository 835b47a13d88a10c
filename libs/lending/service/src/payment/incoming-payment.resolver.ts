import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Connection, PageArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { MoneyView } from '../application/application.view.js';
import type { RecordIncomingPaymentInput, ResolveIncomingPaymentInput } from '../generated/schema.js';
import { moneyIn } from '../loan/schedule.view.js';
import { ReadRepayment } from '../repayment/read-repayment.js';
import type { RepaymentView } from '../repayment/repayment.view.js';
import { ReadIncomingPayments, type PaymentShown } from './read-incoming-payments.js';
import { RecordIncomingPayment } from './record-incoming-payment.js';
import { ResolveIncomingPayment } from './resolve-incoming-payment.js';

@Resolver('IncomingPayment')
export class IncomingPaymentResolver {
  constructor(
    private readonly recordIncomingPayment: RecordIncomingPayment,
    private readonly resolveIncomingPayment: ResolveIncomingPayment,
    private readonly readIncomingPayments: ReadIncomingPayments,
    private readonly readRepayment: ReadRepayment,
  ) {}

  @Query('incomingPayments')
  incomingPayments(
    @CurrentTenant() context: TenantContext,
    @Args() page: PageArguments & { status?: string | null },
  ): Promise<Connection<PaymentShown>> {
    return this.readIncomingPayments.page(context, page);
  }

  @Mutation('recordIncomingPayment')
  record(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RecordIncomingPaymentInput,
  ): Promise<PaymentShown> {
    return this.recordIncomingPayment.run(context, input);
  }

  @Mutation('resolveIncomingPayment')
  resolve(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ResolveIncomingPaymentInput,
  ): Promise<PaymentShown> {
    return this.resolveIncomingPayment.run(context, input);
  }

  @ResolveField('amount')
  amount(@Parent() { amountMinor, currency }: PaymentShown): MoneyView {
    return moneyIn(currency)(BigInt(amountMinor));
  }

  @ResolveField('repayment')
  repayment(
    @CurrentTenant() context: TenantContext,
    @Parent() { repaymentId }: PaymentShown,
  ): Promise<RepaymentView> | null {
    return repaymentId === null ? null : this.readRepayment.byId(context, repaymentId);
  }
}
