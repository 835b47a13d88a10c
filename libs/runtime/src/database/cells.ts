import type pg from 'pg';
import { Fault } from '@fanxing/kernel';
import { logger, recordUnexpected } from '../telemetry/index.js';
import { openCell, urlOfDatabase, type Cell, type CellOptions } from './cell.js';

/** Our own: the tenant is in another database, whose name is the detail. Raised by `foundation.enter`. */
const tenantElsewhere = 'FX002';
/** No such database; a database that is going; a connection that was ended. */
const gone = new Set(['3D000', '57P01', '57P03', '08006']);
const hopsMax = 50;
const hopPauseMs = 100;
const ownPoolSize = 5;
const refreshMs = 5_000;
const log = logger('database');

/** Works in a database for as long as it is there; what it answers ends that. */
export type DatabaseUser = (pool: pg.Pool) => Promise<() => Promise<void>>;

/** A tenant's own database, and what works in it. */
interface OwnCell {
  readonly cell: Promise<Cell>;
  readonly ends: (() => Promise<void>)[];
}

/**
 * Where each tenant is. A service knows nothing beforehand: it goes to the shared database, and a tenant's transaction that comes
 * to the wrong one is sent on by that database itself, before it has done anything. What is remembered here only saves the
 * detour: it may be old, and is never believed against the word of a database.
 */
export class Cells {
  private readonly own = new Map<string, OwnCell>();
  private readonly placed = new Map<string, string>();
  private readonly users: DatabaseUser[] = [];
  private readonly ends: (() => Promise<void>)[] = [];
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly options: CellOptions,
    readonly home: Cell,
  ) {}

  static async connect(options: CellOptions): Promise<Cells> {
    return new Cells(options, await openCell(options));
  }

  /** Runs work in the tenant's database, following it where it has gone. The work must have no effect outside of the database. */
  async within<T>(tenantId: string, work: (cell: Cell) => Promise<T>): Promise<T> {
    for (let hop = 1; ; hop += 1) {
      const name = this.placed.get(tenantId);
      try {
        return await work(name === undefined ? this.home : await this.cell(name));
      } catch (error) {
        const { code = '', detail = '' } = error as { code?: string; detail?: string };
        if (code === tenantElsewhere) this.place(tenantId, detail);
        // The shared database knows better, if there is anything to know.
        else if (name !== undefined && gone.has(code)) this.placed.delete(tenantId);
        else throw error;
        // In the moment of the move two databases may send it to one another.
        if (hop === hopsMax) throw new Fault('TENANT_MOVING');
        if (hop > 2) await new Promise((resolve) => setTimeout(resolve, hopPauseMs));
      }
    }
  }

  /** All databases that can be reached, the shared one first: one that can not be keeps no other waiting. */
  async all(): Promise<Cell[]> {
    const own = await Promise.allSettled([...this.own.values()].map(({ cell }) => cell));
    return [this.home, ...own.flatMap((opened) => (opened.status === 'fulfilled' ? [opened.value] : []))];
  }

  /** Calls `use` for every database, those that come later too: for what must work in each of them, such as queues. */
  async forEach(use: DatabaseUser): Promise<void> {
    this.users.push(use);
    this.ends.push(await use(this.home.pool));
    for (const { cell, ends } of this.own.values()) ends.push(await use((await cell).pool));
    this.timer ??= setInterval(() => {
      this.refresh().catch((error: unknown) => void recordUnexpected(log, error));
    }, refreshMs).unref();
    await this.refresh();
  }

  /** Ends what works in the databases; they stay open for what is still under way. */
  async endUsers(): Promise<void> {
    clearInterval(this.timer);
    const ends = [...this.ends, ...[...this.own.values()].flatMap((own) => own.ends)];
    await Promise.all(ends.map((end) => end()));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const cell of await this.all()) await cell.dataSource.destroy();
  }

  private place(tenantId: string, name: string): void {
    if (name === this.home.name) this.placed.delete(tenantId);
    else this.placed.set(tenantId, name);
  }

  /** Finds databases that were made since, and lets go of those that are to be dropped. */
  private async refresh(): Promise<void> {
    const { rows } = await this.home.pool.query<{ name: string }>(
      'SELECT ready AS name FROM foundation.ready_databases()',
    );
    const ready = new Set(rows.map(({ name }) => name));
    for (const [name, own] of this.own) if (!ready.has(name)) await this.letGo(name, own);
    // One after the other, and each by itself: one that does not answer keeps no other from being found.
    for (const name of ready)
      await this.cell(name).catch((error: unknown) => void recordUnexpected(log, error));
  }

  private async letGo(name: string, { cell, ends }: OwnCell): Promise<void> {
    this.own.delete(name);
    try {
      const { dataSource } = await cell;
      await Promise.all(ends.map((end) => end()));
      await dataSource.destroy();
    } catch (error) {
      recordUnexpected(log, error);
    }
  }

  private cell(name: string): Promise<Cell> {
    const known = this.own.get(name);
    if (known) return known.cell;
    const { url, applicationName, entities } = this.options;
    const opened = openCell({
      url: urlOfDatabase(url, name),
      applicationName,
      poolSize: ownPoolSize,
      ...(entities && { entities }),
    });
    const ends: (() => Promise<void>)[] = [];
    this.own.set(name, { cell: opened, ends });
    opened
      .then(
        async ({ pool }) => {
          for (const use of this.users) ends.push(await use(pool));
        },
        () => this.own.delete(name),
      )
      .catch((error: unknown) => void recordUnexpected(log, error));
    return opened;
  }
}
