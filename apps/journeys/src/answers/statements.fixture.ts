import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { queryAll } from '../harness/auditor.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';

const sentence = /LOG: {2}(?:statement|execute [^:]*): ([^\n]*)/g;
/** What the platform asks by its clock, not by a request: the job queue, the audit log's sealer, the gateway's terms and accounts. */
const byTheClock =
  /^(with j as \(|SELECT 1$)|graphile_worker|audit\.waiting_chains|tenant\.(exchange_open_terms|account_standing)|lending\.sweep_later/;
/** Other work of its own, such as asking a bank again, falls into some of the counts and never out of one. */
const seenTimes = 3;
const looksMax = 30;

/** Counts what a platform's database is told, by its own log. */
export class StatementCount {
  private readonly log: string;

  private constructor(platform: RunningPlatform) {
    this.log = join(platform.folder, 'postgres', 'server.log');
  }

  /** Makes the server write every statement down from now on. */
  static async of(platform: RunningPlatform): Promise<StatementCount> {
    await queryAll(platform, "ALTER SYSTEM SET log_statement = 'all'");
    await queryAll(platform, 'SELECT pg_reload_conf()');
    const count = new StatementCount(platform);
    while ((await count.during(() => queryAll(platform, 'SELECT 2'))).length === 0);
    return count;
  }

  /** The statements that some work comes to when nothing falls in between: the fewest, seen several times. */
  async least(work: () => Promise<unknown>): Promise<string[]> {
    await work();
    let least = await this.during(work);
    let times = 1;
    for (let look = 1; times < seenTimes && look < looksMax; look += 1) {
      const seen = await this.during(work);
      if (seen.length < least.length) [least, times] = [seen, 1];
      else if (seen.length === least.length) times += 1;
    }
    return least;
  }

  private async during(work: () => Promise<unknown>): Promise<string[]> {
    const from = statSync(this.log).size;
    await work();
    const said = readFileSync(this.log).subarray(from).toString('utf8');
    return [...said.matchAll(sentence)].map(([, text = '']) => text).filter((text) => !byTheClock.test(text));
  }
}
