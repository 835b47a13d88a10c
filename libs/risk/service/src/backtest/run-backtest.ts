import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { lendingOutcomeContract, type ApplicationOutcome } from '@fanxing/lending-contract';
import { Backtest, readTerms } from '@fanxing/risk-backtest';
import type { Jdm } from '@fanxing/risk-strategy';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { TRANSPORT } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import { DecisionRulesCache } from '../decision/decision-rules.js';
import { openFacts } from '../decision/sealed-decision.js';
import { StrategyRunner } from '../decision/strategy-runner.js';
import { endBacktest, moveOn, takeUp, type BacktestRow } from './backtest.store.js';
import { ModelInForce } from './model-in-force.js';
import { PartOfBacktest } from './part-of-backtest.js';
import { readPastDecisions, type PastDecisionRow } from './past-decision.store.js';
import { runInPipeline } from './run-in-pipeline.js';
import { mustBeInTime } from './must-be-in-time.js';
import { addSwaps } from './swap.store.js';
import { TriedRulesOfThen, type Tried } from './tried-rules.js';

const decisionsAtATime = 500;
/** So many are looked at before others have a turn: about 5 ms. */
const beforeOthers = 25;
const attemptsMax = 3;

/** What a tenant's own input can do wrong while it runs; anything else is ours to mend and is tried again. */
const ofTheTenant: ReadonlySet<string> = new Set(['BACKTEST_SEGMENTS_TOO_MANY', 'BACKTEST_OUT_OF_TIME']);

/**
 * Runs a backtest: a durable job. RUNNING is taken up by an attempt, which writes how far it is after each part and ends in DONE with the
 * report, in FAILED, or in silence when somebody has cancelled it or taken it up elsewhere. An attempt that dies leaves it RUNNING; the next
 * begins anew, the fourth is none.
 */
@Injectable()
export class RunBacktest {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
    private readonly rulesCache: DecisionRulesCache,
    private readonly runner: StrategyRunner,
    private readonly modelInForce: ModelInForce,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(context: TenantContext, id: string): Promise<void> {
    const taken = await this.database.transaction(context, (transaction) => takeUp(transaction, id));
    if (!taken) return;
    try {
      if (taken.attempt > attemptsMax) throw new Fault('BACKTEST_BROKEN_OFF', { times: attemptsMax });
      await this.walk(context, taken);
    } catch (error) {
      const isOver = error instanceof Fault && (ofTheTenant.has(error.reason) || taken.attempt > attemptsMax);
      if (!isOver) throw error;
      await this.fail(context, taken, error);
    }
  }

  private async walk(context: TenantContext, taken: BacktestRow): Promise<void> {
    const startedMs = performance.now();
    const backtest = new Backtest({
      strategy: runInPipeline(this.runner),
      terms: readTerms(taken.terms),
      segments: taken.segments,
    });
    const rules = new TriedRulesOfThen(this.rulesCache, context, await this.triedIn(context, taken));
    const part = new PartOfBacktest(taken, backtest, rules);
    for (let [afterId, lookedAt] = ['', 0]; ;) {
      const rows = await this.database.transaction(context, (transaction) =>
        readPastDecisions(transaction, taken, afterId, decisionsAtATime),
      );
      if (rows.length === 0) break;
      if (!(await this.lookAt(context, taken, part, rows, lookedAt + rows.length))) return;
      mustBeInTime(performance.now() - startedMs);
      [afterId, lookedAt] = [rows.at(-1)?.id ?? '', lookedAt + rows.length];
    }
    const report = part.report();
    await this.database.transaction(context, (transaction) =>
      endBacktest(transaction, taken, { status: 'DONE', report, failure: null }),
    );
  }

  /** Tries the strategy on some decisions and writes what it would turn; false where the backtest does not run here any more. */
  private async lookAt(
    context: TenantContext,
    taken: BacktestRow,
    part: PartOfBacktest,
    rows: readonly PastDecisionRow[],
    lookedAt: number,
  ): Promise<boolean> {
    const [agreed, outcomes] = await Promise.all([
      this.agreedOf(context, rows),
      this.outcomesOf(context, taken, rows),
    ]);
    await this.keeper.using(context, async (keys) => {
      for (const [place, row] of rows.entries()) {
        if (place % beforeOthers === 0) await nextTurn();
        await part.add(
          row,
          () => openFacts(keys, row),
          agreed.get(row.borrowerId),
          outcomes.get(row.applicationId),
        );
      }
    });
    return this.database.transaction(context, async (transaction) => {
      const isOurs = await moveOn(transaction, taken, lookedAt);
      if (isOurs) await addSwaps(transaction, taken.id, part.swaps());
      return isOurs;
    });
  }

  /** What each borrower's consent to be decided on covers now; nobody who has none in force. */
  private async agreedOf(context: TenantContext, rows: readonly PastDecisionRow[]) {
    const borrowerIds = [...new Set(rows.map(({ borrowerId }) => borrowerId))];
    const question = { borrowerIds, purpose: 'CREDIT_DECISION' as const };
    const { consents } = await this.transport.client(tenantContract).consentsInForce(context, question);
    return new Map(consents.map(({ borrowerId, categories }) => [borrowerId, categories]));
  }

  private async outcomesOf(
    context: TenantContext,
    { outcomesAsOf: asOf }: BacktestRow,
    rows: readonly PastDecisionRow[],
  ): Promise<ReadonlyMap<string, ApplicationOutcome>> {
    const question = { applicationIds: rows.map(({ applicationId }) => applicationId), asOf };
    const lending = this.transport.client(lendingOutcomeContract);
    const { outcomes } = await lending.applicationOutcomes(context, question);
    return new Map(outcomes.map((outcome) => [outcome.applicationId, outcome]));
  }

  private async triedIn(
    context: TenantContext,
    { strategyId, draft, productCode }: BacktestRow,
  ): Promise<Tried> {
    if (strategyId !== null) return { published: await this.rulesCache.rulesOf(context, strategyId) };
    const attributes = await this.modelInForce.attributesOf(context, productCode, draft as Jdm);
    return { draft: draft as Jdm, attributes };
  }

  private async fail(context: TenantContext, taken: BacktestRow, fault: Fault): Promise<void> {
    const failure = { code: fault.reason, text: fault.message, textZh: fault.messageZh };
    await this.database.transaction(context, (transaction) =>
      endBacktest(transaction, taken, { status: 'FAILED', report: null, failure }),
    );
  }
}
