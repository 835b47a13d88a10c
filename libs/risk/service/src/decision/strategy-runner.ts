import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Piscina } from 'piscina';
import { Fault } from '@fanxing/kernel';
import { StrategyOverrun, type CompiledStrategy, type StrategyResult } from '@fanxing/risk-strategy';
import type { DecisionRules, RuleStage } from './decision-rules.js';
import type { RunStage } from './run-stages.js';
import type { StrategyRun, StrategyRunResult } from './strategy.thread.js';

/** The compiled thread: two folders up and down again, so that it is found from the sources too. */
const program = new URL('../../dist/decision/strategy.thread.js', import.meta.url).href;
/** In this thread a strategy runs for so long at most: nobody else is answered meanwhile. Most take a tenth of a millisecond. */
const hereMs = 25;
const threadsMax = 2;
const waitingMax = 32;
const idleMs = 10_000;

/**
 * Runs strategies within their time. A compiled one runs here, and begins anew in a thread of its own when it takes long; that
 * thread ends with its time. One that the format's engine runs is beside this thread anyway; nothing can end it, so it is not
 * waited for any longer, and not begun a second time until it has ended.
 */
@Injectable()
export class StrategyRunner implements OnModuleDestroy {
  private readonly overrunning = new WeakSet<CompiledStrategy>();
  private readonly threads = new Piscina({
    filename: program,
    minThreads: 0,
    maxThreads: threadsMax,
    maxQueue: waitingMax,
    idleTimeout: idleMs,
  });

  /** Runs the stages of a pipeline that began at a moment: each has its own time, and all that is left of the whole. */
  inTimeOf({ pipeline: { budgetMs } }: DecisionRules, startedAt: number): RunStage {
    return (each, given, { trace }) => {
      const leftMs = budgetMs === null ? Infinity : startedAt + budgetMs - performance.now();
      return this.run(each, given, trace, Math.min(each.stage.budgetMs, leftMs));
    };
  }

  /** Throws StrategyOverrun when the time, in milliseconds, is over. */
  private async run(
    stage: RuleStage,
    given: Readonly<Record<string, unknown>>,
    trace: boolean,
    budgetMs: number,
  ): Promise<StrategyResult> {
    const startedAt = performance.now();
    if (budgetMs <= 0) throw new StrategyOverrun('no time was left');
    if (stage.strategy.notCompiled !== null) return this.onEngine(stage, given, trace, budgetMs);
    const until = startedAt + Math.min(hereMs, budgetMs);
    try {
      return await stage.strategy.evaluate(given, { trace, isOver: () => performance.now() > until });
    } catch (error) {
      const leftMs = startedAt + budgetMs - performance.now();
      if (!(error instanceof StrategyOverrun) || leftMs < 1) throw error;
      return this.inThread(stage, given, trace, leftMs);
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.threads.destroy();
  }

  private async inThread(
    { strategy: { fingerprint }, content }: RuleStage,
    given: Readonly<Record<string, unknown>>,
    trace: boolean,
    leftMs: number,
  ): Promise<StrategyResult> {
    if (this.threads.queueSize >= waitingMax) throw new StrategyOverrun('too many strategies take long');
    const task: StrategyRun = { fingerprint, content, given, trace };
    const signal = AbortSignal.timeout(Math.ceil(leftMs));
    let result: StrategyRunResult;
    try {
      result = (await this.threads.run(task, { signal })) as StrategyRunResult;
    } catch (error) {
      if (signal.aborted) throw new StrategyOverrun('the time of the strategy is over');
      throw error;
    }
    if ('stopped' in result) throw new Fault(result.stopped.reason, { problem: result.stopped.problem });
    return result;
  }

  private async onEngine(
    { strategy }: RuleStage,
    given: Readonly<Record<string, unknown>>,
    trace: boolean,
    budgetMs: number,
  ): Promise<StrategyResult> {
    if (this.overrunning.has(strategy)) throw new StrategyOverrun('an earlier run of it has not ended yet');
    const running = strategy.evaluate(given, { trace });
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.overrunning.add(strategy);
        const ended = () => this.overrunning.delete(strategy);
        void running.then(ended, ended);
        reject(new StrategyOverrun('the time of the strategy is over'));
      }, budgetMs);
    });
    try {
      return await Promise.race([running, over]);
    } finally {
      clearTimeout(timer);
    }
  }
}
