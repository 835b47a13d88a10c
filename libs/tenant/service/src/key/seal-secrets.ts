import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import {
  KeyKeeper,
  olderThan,
  openText,
  sealText,
  sealingGraceMs,
  type TenantKeys,
} from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { putEvent } from '../outbox-event.js';
import { openConnection, sealConnection } from '../tenant/sealed-connection.js';

/** A column of sealed texts: which table, what names a row in it, and whose key a text goes with. */
interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly id: string;
  /** SQL that is true of rows that still hold something; all, when left out. */
  readonly when?: string;
  /** SQL for the owner, over the table as `kept`. */
  readonly owner: string;
  /** The column holds JSON: sealed, one text. */
  readonly isJson?: boolean;
}

const columns: readonly SealedColumn[] = [
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
    isJson: true,
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
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext): Promise<void> {
    const version = await this.keeper.using(context, (keys) => keys.current.version);
    await this.tell(context, version);
    await this.connection(context);
    for (const column of columns)
      for (let after: string | undefined = ''; after !== undefined;)
        after = await this.part(context, column, version, after);
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

  /** Seals some; answers the last of them, or undefined when there are no more. */
  private async part(
    context: TenantContext,
    column: SealedColumn,
    version: number,
    after: string,
  ): Promise<string | undefined> {
    const ids = await this.keeper.using(context, (keys) =>
      this.database.transaction(context, (transaction) =>
        sealPart(transaction, keys, column, version, after),
      ),
    );
    await this.keeper.noteRotation(context, version, 'tenant', ids.length, false);
    return ids.at(-1);
  }
}

async function sealPart(
  { query, context }: TenantTransaction,
  keys: TenantKeys,
  { table, column, id, owner, when = 'true', isJson = false }: SealedColumn,
  version: number,
  after: string,
): Promise<string[]> {
  const kept = isJson ? `kept.${column} #>> '{}'` : `kept.${column}`;
  const rows = await query<{ id: string; owner: string; text: string }>(
    'lock texts to seal',
    `SELECT kept.${id} AS id, ${owner} AS owner, ${kept} AS text FROM ${table} AS kept
     WHERE kept.tenant_id = $1 AND kept.environment = $2 AND kept.${id} > $3 AND ${when} AND ${olderThan(`(${kept})`, '$4')}
     ORDER BY kept.${id} LIMIT $5 FOR UPDATE OF kept`,
    [context.tenantId, context.environment, after, version, rowsAtATime],
  );
  if (rows.length === 0) return [];
  const sealed = rows.map((row) => {
    const place = { table, column, rowId: row.id, owner: row.owner };
    return sealText(keys, place, openText(keys, place, row.text));
  });
  await query(
    'write sealed texts',
    `UPDATE ${table} AS kept SET ${column} = ${isJson ? 'to_jsonb(given.text)' : 'given.text'} FROM unnest($3::text[], $4::text[]) AS given (id, text)
     WHERE kept.tenant_id = $1 AND kept.environment = $2 AND kept.${id} = given.id`,
    [context.tenantId, context.environment, rows.map((row) => row.id), sealed],
  );
  return rows.map((row) => row.id);
}
