import { appendFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  anchorFileOf,
  anchorKeyOf,
  AnchorBook,
  AuditArchive,
  AuditSealer,
  isSameAnchor,
  readAnchors,
  readPublicKey,
  verifyChain,
  type Anchor,
  type AuditSealerOptions,
  type ChainReport,
} from '@fanxing/runtime/audit';
import { systemClock } from '@fanxing/runtime/clock';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { callerOf, startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { tenantMigrations } from '../index.js';

/** A database with an audit log, whoever writes to it, the one who seals it, and a folder for anchors. */
export class ChainRoom {
  private constructor(
    readonly database: TestDatabase,
    readonly writer: ServiceDatabase,
    readonly sealing: ServiceDatabase,
    readonly admin: pg.Client,
    readonly folder: string,
    readonly book: AnchorBook,
  ) {}

  static async open(): Promise<ChainRoom> {
    const database = await startTestDatabase({ sets: [tenantMigrations] });
    const connect = (role: 'fanxing_lending' | 'fanxing_tenant'): Promise<ServiceDatabase> =>
      ServiceDatabase.connect({ url: database.urlFor(role), applicationName: 'chain room' });
    const [writer, sealing] = await Promise.all([connect('fanxing_lending'), connect('fanxing_tenant')]);
    const admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    await admin.query("SET lock_timeout = '5s'");
    // What lending's own migrations would give its role.
    await admin.query(
      'GRANT USAGE ON SCHEMA foundation, audit TO fanxing_lending; GRANT INSERT ON audit.event TO fanxing_lending',
    );
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanxing-chain-')));
    return new ChainRoom(database, writer, sealing, admin, folder, await AnchorBook.open(folder));
  }

  async close(): Promise<void> {
    await this.admin.end();
    await this.writer.close();
    await this.sealing.close();
    await this.database.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  newTenant(): TenantContext {
    return callerOf({ tenantId: newId('tenant'), roles: ['lender'] });
  }

  sealer(options: Partial<AuditSealerOptions> = {}): AuditSealer {
    return new AuditSealer({ database: this.sealing, clock: systemClock, anchors: this.book, ...options });
  }

  /** Adds so many records in one transaction; answers their ids. */
  async write(context: TenantContext, count = 1): Promise<string[]> {
    const ids = Array.from({ length: count }, () => newId('audit'));
    await this.writer.transaction(context, ({ query }) =>
      query(
        'write audit events',
        `INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, before, after)
         SELECT $1, $2, id, 'lending', 'drawDown', 'client', 'core', 'loan', 'loan_' || id, NULL, '{"status": "DISBURSING", "amount": "100.00"}'
         FROM unnest($3::text[]) AS id`,
        [context.tenantId, context.environment, ids],
      ),
    );
    return ids;
  }

  async fileAnchors({ tenantId, environment }: TenantContext): Promise<Anchor[]> {
    const anchors: Anchor[] = [];
    for await (const anchor of readAnchors(anchorFileOf(this.folder))) {
      if (anchor.tenantId === tenantId && anchor.environment === environment) anchors.push(anchor);
    }
    return anchors;
  }

  /** Adds a line to the file of anchors, as somebody could who may write it. */
  forge(anchor: Anchor): void {
    appendFileSync(anchorFileOf(this.folder), `${JSON.stringify(anchor)}\n`);
  }

  /** Verifies as the command line does: the database as its auditor, anchors from the file. */
  async verify(context: TenantContext): Promise<ChainReport> {
    const { tenantId, environment } = context;
    const chain = { tenantId, environment };
    const key = readPublicKey(await readFile(anchorKeyOf(this.folder), 'utf8'));
    const anchors = await this.fileAnchors(context);
    const archive = await AuditArchive.open(this.database.adminUrl);
    try {
      const listed = await archive.anchors(chain);
      return await verifyChain(
        {
          ...chain,
          seals: archive.seals(chain),
          anchors,
          lostAnchors: listed.filter((one) => !anchors.some((other) => isSameAnchor(one, other))),
          verifiedAt: systemClock.now(),
          sealedThrough: await archive.sealedThrough(chain),
          isComplete: true,
          isPart: false,
          strays: () => archive.strays(chain),
        },
        [key],
      );
    } finally {
      await archive.close();
    }
  }

  /** Does what only somebody with all power over the database can: changes what must not change. */
  async tamper(sql: string, parameters: readonly unknown[] = []): Promise<void> {
    await this.admin.query("SET session_replication_role = 'replica'");
    const { rowCount } = await this.admin.query(sql, [...parameters]);
    await this.admin.query('RESET session_replication_role');
    if (rowCount === 0) throw new Error('nothing was tampered with');
  }
}
