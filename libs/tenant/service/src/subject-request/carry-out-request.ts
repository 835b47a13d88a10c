import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { lendingDataContract } from '@fanxing/lending-contract';
import { riskDataContract } from '@fanxing/risk-contract';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { EraseBorrower } from './erase-borrower.js';
import { GatherData, receiptOf } from './gather-data.js';
import { openWords } from './sealed-words.js';
import type { RequestResult, SubjectRequest } from './subject-request.js';
import { SubjectRequestStore } from './subject-request.store.js';

/** What ends a request in its last transaction; answers what came of it. */
type Ending = (transaction: TenantTransaction) => Promise<RequestResult>;

/** Faults after which the work goes on by itself, sooner or later. */
const passing: readonly string[] = ['SERVICE_UNAVAILABLE', 'WRITE_CONTENTION', 'INTERNAL'];

/**
 * Does what a request asks for that is IN_PROGRESS. Every step may be done twice: whoever handles it does this at once,
 * and the sweep does when that broke off. What can not be done now puts the request back to OPEN and fails.
 */
@Injectable()
export class CarryOutRequest {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: SubjectRequestStore,
    private readonly keeper: KeyKeeper,
    private readonly gatherData: GatherData,
    private readonly eraseBorrower: EraseBorrower,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(context: TenantContext, id: string): Promise<void> {
    mustBeAllowedTo(context, 'subject-request:handle');
    const kept = await this.database.transaction(context, (transaction) => this.store.find(transaction, id));
    if (kept?.status !== 'IN_PROGRESS') return;
    // An erasure that broke off has destroyed the key already, and reads nothing of the words.
    const request =
      kept.kind === 'CORRECTION' ? await this.keeper.using(context, (keys) => openWords(keys, kept)) : kept;
    const ending = await this.endingOf(context, request).catch((error: unknown) =>
      this.putBack(context, id, error),
    );
    await this.database.transaction(context, async (transaction) => {
      const current = await this.store.find(transaction, id, true);
      if (current?.status !== 'IN_PROGRESS') return;
      await this.store.complete(transaction, id, this.clock.now(), await ending(transaction));
    });
  }

  private async endingOf(context: TenantContext, request: SubjectRequest): Promise<Ending> {
    const { kind, borrowerId, decisionId, correction } = request;
    switch (kind) {
      case 'ACCESS':
      case 'PORTABILITY':
        return done(receiptOf(await this.gatherData.run(context, borrowerId)));
      case 'CORRECTION':
        return done(
          await this.transport
            .client(lendingDataContract)
            .correctBorrower(context, { borrowerId, attributes: correction ?? {} }),
        );
      case 'EXPLANATION': {
        const { document } = await this.transport
          .client(riskDataContract)
          .explainDecision(context, { borrowerId, decisionId });
        return done({ decisionId: document['decisionId'] });
      }
      case 'RESTRICTION':
        return async (transaction) => {
          const since = this.clock.now();
          await this.store.restrict(transaction, borrowerId, since);
          return { since };
        };
      case 'ERASURE':
        return this.eraseBorrower.run(context, request);
    }
  }

  private async putBack(context: TenantContext, id: string, error: unknown): Promise<never> {
    if (error instanceof Fault && !passing.includes(error.reason))
      await this.database.transaction(context, (transaction) => this.store.putBack(transaction, id));
    throw error;
  }
}

function done(result: RequestResult): Ending {
  return () => Promise.resolve(result);
}
