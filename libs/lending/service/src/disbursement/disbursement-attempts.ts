import { Inject, Injectable } from '@nestjs/common';
import { fromEpochMs, toEpochMs, type BusinessDate, type Clock, type Instant } from '@fanxing/kernel';
import { attemptDelayMs, attentionAfterMs } from '@fanxing/lending-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { GatheredCalls, ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { RecentAnswers } from '@fanxing/runtime/messaging';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { counter, logger } from '@fanxing/runtime/telemetry';
import { OpeningHours } from '../payment-hours/opening-hours.js';
import {
  claimDisbursement,
  findDisbursement,
  holdDisbursement,
  holdDisbursements,
  keepGoing,
  noteDisbursement,
  tellOf,
  unclaimDisbursement,
  type DisbursementRow,
} from './disbursement.store.js';

const log = logger('lending.disbursement');
const unsettled = counter('fanxing.lending.disbursements.unsettled', {
  description: 'Orders to banks of which nobody knows the end after a quarter of an hour',
  unit: '{order}',
});

const sweepAfterSeconds = 5;
const sweepCalledMs = 1_000;
const heldMost = 100;

/** How far a call came: the end is known, not one byte left, or nobody can tell. */
export type Sent = 'SETTLED' | 'NOT_SENT' | 'UNKNOWN';

/** What is written down of an order that did not end at once, and what follows: a later call, a wait, a person who is told. */
@Injectable()
export class DisbursementAttempts {
  private readonly holding: GatheredCalls<{ loanId: string; until: Instant }, undefined>;
  private readonly called: RecentAnswers<unknown>;

  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly openingHours: OpeningHours,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.holding = new GatheredCalls({
      name: 'sql lending.hold_disbursement',
      most: heldMost,
      run: async (context, held) => {
        await holdDisbursements(database, context, held);
        return held.map(() => undefined);
      },
    });
    this.called = new RecentAnswers(clock, sweepCalledMs);
  }

  async known(context: TenantContext, loanId: string): Promise<DisbursementRow> {
    const row = await this.database.transaction(context, (transaction) =>
      findDisbursement(transaction, loanId),
    );
    if (!row) throw new Error('a loan that is on its way is gone');
    return row;
  }

  /** Keeps an order back that was never given, while the bank is closed; answers whether it is. The books stand at `on`. */
  async heldAtFirst(context: TenantContext, loanId: string, on: BusinessDate): Promise<boolean> {
    const until = await this.openingHours.closedUntil(context, null, on);
    if (until !== null) await this.holding.call(context, { loanId, until });
    return until !== null;
  }

  /** Has the tenant's sweep come soon: it may have gone to rest. One that was called a moment ago comes late enough to see this too. */
  async sweepSoon(context: TenantContext): Promise<void> {
    await this.called.get(context, '', () =>
      this.database.call(context, 'lending.sweep_later', [sweepAfterSeconds]),
    );
  }

  /** Keeps an order back while the bank is closed; answers whether it is. */
  async held(
    context: TenantContext,
    loanId: string,
    { isGiven }: { readonly isGiven: boolean },
  ): Promise<boolean> {
    if ((await this.openingHours.of(context)) === null) return false;
    const { heldUntil, given } = await this.known(context, loanId);
    const until = await this.openingHours.closedUntil(context, heldUntil);
    if (until === null) return false;
    await holdDisbursement(this.database, context, loanId, given ?? isGiven, until);
    return true;
  }

  /** Gives an order again by `give`, unless it was called off. */
  async claimed(context: TenantContext, loanId: string, give: () => Promise<Sent>): Promise<void> {
    const claim = await claimDisbursement(this.database, context, loanId);
    if (!claim.may_be_given) return;
    const sent = await give();
    if (sent === 'NOT_SENT' && !claim.was_given)
      await unclaimDisbursement(this.database, context, loanId, claim);
  }

  /** Writes down what a call came to; the bank is called again later each time, and after a while a person is told. */
  async note(
    context: TenantContext,
    loanId: string,
    outcome: string,
    { isGiven }: { readonly isGiven: boolean },
  ): Promise<void> {
    const { attempts, requestedAt } = await this.known(context, loanId);
    const nowMs = toEpochMs(this.clock.now());
    const next = fromEpochMs(nowMs + attemptDelayMs((attempts ?? 0) + 1, Math.random()));
    await noteDisbursement(this.database, context, loanId, isGiven, outcome, next);
    if (nowMs - toEpochMs(requestedAt) > attentionAfterMs)
      await this.tell(context, loanId, outcome, requestedAt);
  }

  /** The bank calls nothing off. */
  async keepGoing(context: TenantContext, loanId: string): Promise<void> {
    await this.database.transaction(context, (transaction) => keepGoing(transaction, loanId));
  }

  private async tell(
    context: TenantContext,
    loanId: string,
    outcome: string,
    requestedAt: Instant,
  ): Promise<void> {
    const { toldAt } = await this.known(context, loanId);
    if (toldAt !== null) return;
    const system = systemContext(context.tenantId, context.environment, 'disbursement');
    const command = {
      operation: 'disbursementNeedsAttention',
      permission: 'loan:write',
      input: null,
    } as const;
    await this.road.run(system, command, async (transaction) => {
      await tellOf(transaction, loanId);
      return { answer: null, subject: { kind: 'loan', id: loanId }, after: { outcome, requestedAt } };
    });
    unsettled.add(1, {});
    log.warn({ subjectId: loanId }, 'nobody knows what became of an order');
  }
}
