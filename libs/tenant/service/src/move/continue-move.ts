import { Injectable } from '@nestjs/common';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { environments, platformTenantId, systemContext } from '@fanxing/runtime/identity';
import { clearForCopy, copyTenant, type TenantKeeper } from '@fanxing/runtime/tenant-data';
import { OffboardingTools } from '../offboarding/offboarding-tools.js';
import { directoryTables, type Move } from './move.js';
import { MoveStore } from './move.store.js';

const platform = systemContext(platformTenantId, 'live', 'moveTenant');
const preparedAgainSeconds = 1;

/** The two databases of a move, and what stays of the tenant in each. */
interface Ends {
  readonly from: TenantKeeper;
  readonly to: TenantKeeper;
  /** Tables that are not copied. */
  readonly notCopied: readonly string[];
  /** Tables whose rows stay where the tenant was. */
  readonly left: readonly string[];
}

/**
 * Moves a tenant from status to status, as a job: a process that is killed at any point leaves a status whose work is begun
 * anew. The one moment that counts is when the old database begins to send the tenant on; before it nobody has used the new
 * one, and after it nobody can use the old one.
 */
@Injectable()
export class ContinueMove {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly store: MoveStore,
    private readonly tools: OffboardingTools,
  ) {}

  async run(id: string): Promise<void> {
    const move = await this.database.transaction(platform, (transaction) => this.store.find(transaction, id));
    if (!move || move.status === 'DONE') return;
    if (!(await this.isPrepared(move))) return;
    const own = this.tools.keeper.inDatabase(move.tenantId);
    try {
      await this.advance(move, this.endsOf(move, own));
    } finally {
      await own.close();
    }
  }

  private endsOf({ isolation }: Move, own: TenantKeeper): Ends {
    const placement = 'foundation.placement';
    const shared = this.tools.keeper;
    return isolation === 'OWN_DATABASE'
      ? { from: shared, to: own, notCopied: [], left: [placement, ...directoryTables] }
      : { from: own, to: shared, notCopied: directoryTables, left: [placement] };
  }

  /** The platform makes the database; until it has, this comes again. */
  private async isPrepared({ id, tenantId, status }: Move): Promise<boolean> {
    return this.database.transaction(platform, async (transaction) => {
      if (status !== 'PREPARING' || (await this.store.isReady(transaction, tenantId))) return true;
      await this.store.goOn(transaction, id, preparedAgainSeconds);
      return false;
    });
  }

  private async advance(given: Move, ends: Ends): Promise<void> {
    let move = given;
    if (move.status === 'PREPARING') move = await this.keep({ ...move, status: 'COPYING' });
    let heldMs: number | undefined;
    if (move.status === 'COPYING') {
      const copied = await this.copy(move, ends);
      heldMs = copied.heldMs;
      move = await this.keep({ ...move, status: 'SWITCHING', rows: copied.rows });
    }
    if (move.status === 'SWITCHING') {
      const switchedMs = await this.switch(move, ends);
      const pauseMs = heldMs === undefined ? null : Math.round(switchedMs - heldMs);
      move = await this.keep({ ...move, status: 'CLEARING', pauseMs });
    }
    for (const environment of environments)
      await ends.from.erase({ tenantId: move.tenantId, environment }, ends.left);
    await ends.from.eraseMentions(move.tenantId);
    await this.finish(move);
  }

  /** Whatever goes wrong, the tenant goes on where it was. */
  private async copy(
    { tenantId }: Move,
    { from, to, notCopied }: Ends,
  ): Promise<{ rows: number; heldMs: number }> {
    try {
      for (const environment of environments) await clearForCopy(to, { tenantId, environment }, notCopied);
      const heldMs = performance.now();
      await from.hold(tenantId);
      let rows = 0;
      for (const environment of environments)
        rows += await copyTenant(from, to, { tenantId, environment }, notCopied);
      await to.adoptMentions(tenantId, from);
      return { rows, heldMs };
    } catch (error) {
      await from.settleHere(tenantId);
      throw error;
    }
  }

  /**
   * The old database first: for a moment each of the two may send the tenant to the other, which waits; never do both serve it.
   * What the operator changed in the directory meanwhile is brought after. Answers when writes went on.
   */
  private async switch({ tenantId, isolation }: Move, { from, to }: Ends): Promise<number> {
    await from.pointTo(tenantId, to.database);
    await to.settleHere(tenantId);
    const switchedMs = performance.now();
    if (isolation === 'SHARED') return switchedMs;
    for (const environment of environments)
      await from.read(
        { tenantId, environment },
        async ({ table, lines }) => {
          for await (const some of lines) await to.replace({ tenantId, environment }, table, some);
        },
        directoryTables,
      );
    return switchedMs;
  }

  private async keep(move: Move): Promise<Move> {
    await this.database.transaction(platform, (transaction) => this.store.update(transaction, move));
    return move;
  }

  private async finish(move: Move): Promise<void> {
    const command = { operation: 'finishMove', permission: 'tenant:move', input: { id: move.id } } as const;
    await this.road.run(platform, command, async (transaction) => {
      await this.store.update(transaction, { ...move, status: 'DONE' });
      const { isolation, rows, pauseMs } = move;
      return {
        answer: null,
        subject: { kind: 'tenant', id: move.tenantId },
        after: { move: move.id, isolation, rows, pauseMs },
      };
    });
  }
}
