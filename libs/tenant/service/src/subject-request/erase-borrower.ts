import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { lendingDataContract } from '@fanxing/lending-contract';
import { riskDataContract } from '@fanxing/risk-contract';
import { requestHash } from '@fanxing/runtime/command';
import type { TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { SubjectDataStore } from './subject-data.store.js';
import type { RequestResult, SubjectRequest } from './subject-request.js';

/** Money laundering law: what was lent, paid and repaid is kept so long after the business ended, without the person. */
const keptYears = 5;

/**
 * The story of an erasure. Lending is first: it alone knows whether something is still owed and refuses then, and from
 * its commit on nobody finds the borrower, so that nothing new comes in behind the others' backs. Each service keeps what
 * it did and answers the same when it is asked again. The tenant's own part and the certificate are the last commit.
 */
@Injectable()
export class EraseBorrower {
  constructor(
    private readonly store: SubjectDataStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** Fails with LOAN_OPEN. Answers what ends it. */
  async run(
    context: TenantContext,
    { id, borrowerId }: SubjectRequest,
  ): Promise<(transaction: TenantTransaction) => Promise<RequestResult>> {
    const lending = await this.transport.client(lendingDataContract).eraseBorrower(context, { borrowerId });
    const risk = await this.transport.client(riskDataContract).eraseBorrower(context, { borrowerId });
    return async (transaction) => {
      const erasedAt = this.clock.now();
      const tenant = await this.store.erase(transaction, borrowerId, erasedAt);
      const certificate = {
        format: 'fanxing-erasure-certificate/1',
        subjectRequestId: id,
        borrowerId,
        erasedAt,
        counts: { lending: lending.counts, risk: risk.counts, tenant, billing: {} },
        kept: {
          what: ['contracts', 'loans', 'repayments', 'books', 'decisions without data', 'audit records'],
          why: '反洗钱法 (Anti-Money-Laundering Law)',
          years: keptYears,
        },
      };
      return { ...certificate, digest: requestHash(certificate) };
    };
  }
}
