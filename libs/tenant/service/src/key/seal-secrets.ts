import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper, resealTexts, sealingGraceMs, type TextColumn } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { PersonIndex } from '../account/person-index.js';
import { putEvent } from '../outbox-event.js';
import { UserStore } from '../user/user.store.js';
import { openConnection, sealConnection } from '../tenant/sealed-connection.js';

const columns: readonly TextColumn[] = [
  { table: 'tenant.user', column: 'temporary_password', id: 'id', owner: 'kept.id' },
  {
    table: 'tenant.consent',
    column: 'proof',
    id: 'id',
    when: 'kept.erased_at IS NULL',
    owner: 'kept.borrower_id',
  },
  {
    table: 'tenant.consent_evidence',
    column: 'content',
    id: 'consent_id',
    owner: `(SELECT c.borrower_id FROM tenant.consent c WHERE (c.tenant_id, c.environment, c.id) = (kept.tenant_id, kept.environment, kept.consent_id))`,
  },
  { table: 'tenant.subject_request', column: 'details', id: 'id', owner: 'kept.borrower_id' },
  { table: 'tenant.subject_request', column: 'rejection_note', id: 'id', owner: 'kept.borrower_id' },
  {
    table: 'tenant.subject_request',
    column: 'correction',
    id: 'id',
    owner: 'kept.borrower_id',
    read: `kept.correction #>> '{}'`,
    write: 'to_jsonb(given.text)',
  },
];

const rowsAtATime = 200;

/**
 * Seals what the tenant service keeps under the tenant's newest key: what stands there from before, and what is under an older
 * version. A durable job, in parts of a transaction each; begun again it passes over what is done.
 */
@Injectable()
export class SealSecrets {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
    private readonly outbox: OutboxRelay,
    private readonly users: UserStore,
    private readonly personIndex: PersonIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext): Promise<void> {
    const version = await this.keeper.using(context, (keys) => keys.current.version);
    await this.tell(context, version);
    await this.connection(context);
    for (const column of columns)
      for (let after: string | undefined = ''; after !== undefined;)
        after = await this.part(context, column, version, after);
    while ((await this.persons(context)) > 0);
    const restMs = await this.keeper.sinceRotationMs(context, version);
    const isLast = restMs >= sealingGraceMs;
    await this.keeper.noteRotation(context, version, 'tenant', 0, isLast);
    if (!isLast)
      await this.database.call(context, 'tenant.seal_later', [Math.ceil((sealingGraceMs - restMs) / 1_000)]);
  }

  /** Whoever was not there when the version was made hears of it now: a service that is new to sealing, for one. */
  private async tell(context: TenantContext, version: number): Promise<void> {
    const event = await this.database.transaction(context, (transaction) =>
      putEvent(transaction, 'keyRotated', { version }, this.clock),
    );
    await this.outbox.publishNow(context, event);
  }

  private async connection(context: TenantContext): Promise<void> {
    await this.keeper.using(context, (keys) =>
      this.database.transaction(context, async ({ query }) => {
        const scope = [context.tenantId, context.environment];
        const [row] = await query<{ connection: Record<string, unknown> }>(
          'lock bank connection',
          'SELECT connection FROM tenant.bank_connection WHERE tenant_id = $1 AND environment = $2 FOR UPDATE',
          scope,
        );
        if (!row) return;
        const sealed = sealConnection(keys, openConnection(keys, row.connection));
        await query(
          'seal bank connection',
          'UPDATE tenant.bank_connection SET connection = $3 WHERE tenant_id = $1 AND environment = $2',
          [...scope, JSON.stringify(sealed)],
        );
      }),
    );
  }

  /** Puts persons under a key who stand as a digest without one; answers how many. */
  private async persons(context: TenantContext): Promise<number> {
    return this.database.transaction(context, async (transaction) => {
      const found = await this.users.digests(transaction, rowsAtATime);
      for (const { id, digest } of found) {
        const index = await this.personIndex.ofKept(context, { person_index: null, digest });
        if (index) await this.users.setPerson(transaction, id, index);
      }
      return found.length;
    });
  }

  /** Seals some; answers the last of them, or undefined when there are no more. */
  private async part(
    context: TenantContext,
    column: TextColumn,
    version: number,
    after: string,
  ): Promise<string | undefined> {
    const ids = await this.keeper.using(context, (keys) =>
      this.database.transaction(context, (transaction) =>
        resealTexts(transaction, keys, column, { version, after, limit: rowsAtATime }),
      ),
    );
    await this.keeper.noteRotation(context, version, 'tenant', ids.length, false);
    return ids.at(-1);
  }
}
