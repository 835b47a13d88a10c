import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import type { MonitoredLine } from '@fanxing/lending-contract';
import type { TenantContext } from '@fanxing/runtime/identity';
import { logger } from '@fanxing/runtime/telemetry';
import type { RunCounts } from './monitoring-run.store.js';
import { OrderChange } from './order-change.js';
import { WatchLine, type KeptWarning, type Look } from './watch-line.js';

/** So many lines are looked at at once: while the database answers for one, another is computed. */
const atOnce = 4;
/** A line that is changed under somebody's eyes is looked at again. */
const attemptsMax = 3;
const log = logger('monitoring');

const nothing: RunCounts = { looked: 0, warned: 0, ordered: 0, withoutConsent: 0, failed: 0 };

/**
 * Looks at some lines, each on its own: a borrower who does not agree to be watched is not, and rules that stop on one line keep nobody
 * else from being looked at. Answers what came of it.
 */
@Injectable()
export class WatchLines {
  constructor(
    private readonly watchLine: WatchLine,
    private readonly orderChange: OrderChange,
  ) {}

  /** Lines of products without rules are passed over. */
  async run(
    context: TenantContext,
    lines: readonly MonitoredLine[],
    rules: ReadonlyMap<string, string>,
    look: Look,
  ): Promise<RunCounts> {
    const watched = lines.filter(({ productCode }) => rules.has(productCode));
    let counts = nothing;
    for (let from = 0; from < watched.length; from += atOnce) {
      const some = watched.slice(from, from + atOnce);
      const came = await Promise.all(
        some.map((line) => this.look(context, line, rules.get(line.productCode) ?? '', look)),
      );
      counts = came.reduce(sumOf, counts);
    }
    return counts;
  }

  private async look(
    context: TenantContext,
    line: MonitoredLine,
    rulesId: string,
    look: Look,
  ): Promise<RunCounts> {
    try {
      const warning = await this.lookAgain(context, line, rulesId, look);
      if (warning === null) return nothing;
      await this.orderChange.run(context, warning);
      const [warned, ordered] = [Number(warning.level !== 'GREEN'), Number(warning.action !== 'NONE')];
      return { ...nothing, looked: 1, warned, ordered };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.reason === 'CONSENT_REQUIRED') return { ...nothing, withoutConsent: 1 };
      if (!ofTheRules.has(error.reason)) throw error;
      log.error({ error }, 'monitoring rules could not judge a line');
      return { ...nothing, failed: 1 };
    }
  }

  private async lookAgain(
    context: TenantContext,
    line: MonitoredLine,
    rulesId: string,
    look: Look,
  ): Promise<KeptWarning | null> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.watchLine.run(context, line, rulesId, look);
      } catch (error) {
        const isRace = error instanceof Fault && error.reason === 'WRITE_CONTENTION';
        if (!isRace || attempt === attemptsMax) throw error;
      }
    }
  }
}

/** What a tenant's rules can do wrong on one line; anything else is ours to mend and is tried again. */
const ofTheRules: ReadonlySet<string> = new Set([
  'STRATEGY_INVALID',
  'INPUT_INVALID',
  'AMOUNT_MALFORMED',
  'AMOUNT_TOO_PRECISE',
  'AMOUNT_TOO_LARGE',
  'RATE_MALFORMED',
]);

export function sumOf(left: RunCounts, right: RunCounts): RunCounts {
  return {
    looked: left.looked + right.looked,
    warned: left.warned + right.warned,
    ordered: left.ordered + right.ordered,
    withoutConsent: left.withoutConsent + right.withoutConsent,
    failed: left.failed + right.failed,
  };
}
