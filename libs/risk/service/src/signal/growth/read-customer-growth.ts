import { Injectable } from '@nestjs/common';
import { Fault, type Instant } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { AskSignals } from '../ask-signals.js';
import { ReadGrowth } from './read-growth.js';
import type { GrowthEvidence } from './growth-signals.js';

export interface CustomerGrowthQuery {
  readonly borrowerId: string;
  readonly productCode: string;
  readonly asOf?: Instant | null;
}

/** An operator's own page. */
export interface CustomerGrowthPage extends GrowthEvidence {
  readonly id: string;
}

@Injectable()
export class ReadCustomerGrowth {
  constructor(
    private readonly askSignals: AskSignals,
    private readonly readGrowth: ReadGrowth,
  ) {}

  /** Fails with CONSENT_REQUIRED, NOT_FOUND, and STATE_CONFLICT where there is no rule or no approval to grow from. */
  async run(context: TenantContext, query: CustomerGrowthQuery): Promise<CustomerGrowthPage> {
    const question = await this.askSignals.of(context, query);
    const { evidence } = await this.readGrowth.read(context, question);
    if (evidence) return { id: question.borrowerId, ...evidence };
    const what = `product ${query.productCode.slice(0, 64)}`;
    const details = { what, status: 'without a growth rule or an approval of the borrower' };
    throw new Fault('STATE_CONFLICT', { ...details, needed: 'setGrowthRule and an approval' }, 'productCode');
  }
}
