import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseBusinessDate, parseId, type Clock } from '@fanxing/kernel';
import { lendingOutcomeContract } from '@fanxing/lending-contract';
import { compileStrategy, type Jdm } from '@fanxing/risk-strategy';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { mustBeAllowedTo, systemContext, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import type { StartBacktestInput } from '../generated/schema.js';
import { findStrategies } from '../strategy/strategy.store.js';
import { addBacktest, countRunning } from './backtest.store.js';
import { ModelInForce } from './model-in-force.js';
import { countPastDecisions } from './past-decision.store.js';
import { readDefinition } from './read-definition.js';

const runningMax = 3;
const decisionsMax = 2_000_000;

/**
 * Starts a backtest, which runs by itself; answers its id. Fails with STRATEGY_INVALID for a draft that could not be published,
 * INPUT_INVALID, NOT_FOUND, STATE_CONFLICT where nothing was decided, and BACKTESTS_TOO_MANY.
 */
@Injectable()
export class StartBacktest {
  constructor(
    private readonly road: CommandRoad,
    private readonly modelInForce: ModelInForce,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(context: TenantContext, input: StartBacktestInput): Promise<string> {
    mustBeAllowedTo(context, 'decision:simulate');
    const { idempotencyKey, productCode } = input;
    const { outcomesAsOf: given, ...definition } = readDefinition(input, this.clock);
    const tried = await this.triedIn(context, input);
    const outcomesAsOf = await this.dayOfOutcomes(context, given);
    return this.road.run(
      context,
      { operation: 'startBacktest', permission: 'decision:simulate', idempotencyKey, input },
      async (transaction) => {
        await mustBeKnown(transaction, tried.strategyId);
        if ((await countRunning(transaction)) >= runningMax)
          throw new Fault('BACKTESTS_TOO_MANY', { most: runningMax });
        const total = await countPastDecisions(transaction, { productCode, ...definition });
        mustBeSome(total, productCode);
        const requestedBy = context.actor.id;
        const backtest = { productCode, ...tried, ...definition, outcomesAsOf, total, requestedBy };
        const id = await addBacktest(transaction, backtest);
        const { strategyId } = tried;
        const after = { productCode, strategyId, total, isDraft: strategyId === null };
        return { answer: id, subject: { kind: 'backtest', id }, after };
      },
    );
  }

  private async triedIn(
    context: TenantContext,
    { productCode, strategyId = null, strategy = null }: StartBacktestInput,
  ): Promise<{ strategyId: string | null; draft: Jdm | null }> {
    if ((strategyId === null) === (strategy === null))
      throw new Fault(
        'INPUT_INVALID',
        { problem: 'give strategyId or strategy, and not both' },
        'input.strategyId',
      );
    if (strategyId !== null)
      return { strategyId: parseId('strategy', strategyId, 'input.strategyId'), draft: null };
    compileStrategy(strategy, 'input.strategy');
    const draft = strategy as Jdm;
    await this.modelInForce.mustTake(context, productCode, draft);
    return { strategyId: null, draft };
  }

  /** Kept with the backtest, so that it means the same however late it runs. */
  private async dayOfOutcomes(context: TenantContext, given: string | null) {
    const system = systemContext(context.tenantId, context.environment, 'backtest');
    try {
      const question = { applicationIds: [], asOf: given };
      const { asOf } = await this.transport
        .client(lendingOutcomeContract)
        .applicationOutcomes(system, question);
      return parseBusinessDate(asOf);
    } catch (error) {
      if (!(error instanceof Fault) || error.reason !== 'INPUT_INVALID') throw error;
      throw new Fault(error.reason, error.details, 'input.outcomesAsOf');
    }
  }
}

async function mustBeKnown(transaction: TenantTransaction, strategyId: string | null): Promise<void> {
  if (strategyId === null || (await findStrategies(transaction, [strategyId])).length > 0) return;
  throw new Fault('NOT_FOUND', { what: 'strategy', id: strategyId }, 'input.strategyId');
}

function mustBeSome(total: number, productCode: string): void {
  if (total === 0)
    throw new Fault(
      'STATE_CONFLICT',
      {
        what: `product ${productCode.slice(0, 64)}`,
        status: 'without decisions in that period',
        needed: 'some',
      },
      'input.productCode',
    );
  if (total > decisionsMax)
    throw new Fault(
      'INPUT_INVALID',
      { problem: `it covers ${total} decisions: choose a period with at most ${decisionsMax}` },
      'input.decidedFrom',
    );
}
