import pg from 'pg';
import { queryAll } from '../harness/auditor.fixture.js';
import { eventually, pause } from '../harness/eventually.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';
import { seededRandom } from '../harness/seeded.fixture.js';

/** A moment in a day's end at which the platform is to die. */
export interface Moment {
  readonly name: string;
  /** Whether something holds up the day's end, and payments with it. */
  readonly isHeldUp: boolean;
  /** Gets ready for it before the day's end is asked for. Answers what waits until it has come, and what lets the database go on. */
  prepare(
    platform: RunningPlatform,
    tenantId: string,
  ): Promise<{ hasCome: () => Promise<void>; letGo: () => Promise<void> }>;
}

/** Some time after the day's end was asked for. */
export function anyTime(seed: number): Moment {
  const longestMs = 900;
  return {
    name: `some time (seed ${seed})`,
    isHeldUp: false,
    prepare: () =>
      Promise.resolve({
        hasCome: () => pause(seededRandom(seed)() * longestMs),
        letGo: () => Promise.resolve(),
      }),
  };
}

/** While a statement of the day's end waits for rows or a table that somebody else has locked: a place that is reached for certain. */
function waitingFor(name: string, lock: string): Moment {
  return {
    name,
    isHeldUp: true,
    prepare: async (platform, tenantId) => {
      const holder = new pg.Client({ connectionString: platform.ready.databaseUrl });
      await holder.connect();
      await holder.query('BEGIN');
      await holder.query(lock.replaceAll(':tenant', pg.escapeLiteral(tenantId)));
      // Over another connection: one transaction sees one moment of this view.
      const isWaiting = async (): Promise<true | undefined> => {
        const waiting = await queryAll(
          platform,
          `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1`,
          ['%lending.close_part%'],
        );
        return waiting.length > 0 ? true : undefined;
      };
      return {
        hasCome: async () => void (await eventually(20_000, isWaiting)),
        letGo: async () => {
          await holder.query('ROLLBACK');
          await holder.end();
        },
      };
    },
  };
}

const ownLoans = 'FROM lending.loan WHERE tenant_id = :tenant';

export const namedMoments: readonly Moment[] = [
  waitingFor('when the date has moved and no loan is closed', `SELECT ${ownLoans} FOR UPDATE`),
  waitingFor(
    'when all parts but the last are closed',
    `SELECT ${ownLoans} AND id = (SELECT max(id) ${ownLoans} AND status IN ('ACTIVE', 'OVERDUE')) FOR UPDATE`,
  ),
  waitingFor(
    'when loans are written and the books are not',
    'LOCK TABLE ledger.journal_entry IN EXCLUSIVE MODE',
  ),
];
