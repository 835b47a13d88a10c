import type { TenantContext } from '@fanxing/runtime/identity';
import { hashOfRecord, hashOfSeal, type AuditRecord, type Seal } from '@fanxing/runtime/audit';
import { newId } from '@fanxing/runtime/identifier';
import { SettableClock } from '@fanxing/testing';
import { ChainRoom } from './chain.fixture.js';

jest.setTimeout(120_000);

let room: ChainRoom;
beforeAll(async () => {
  room = await ChainRoom.open();
});
afterAll(() => room?.close());

/** A tenant with three seals of four records each, all anchored. */
async function sealed(): Promise<{ context: TenantContext; ids: string[] }> {
  const context = room.newTenant();
  const sealer = room.sealer({ eventsMax: 4 });
  const ids = await room.write(context, 12);
  await sealer.sealAll(true);
  return { context, ids: ids.sort() };
}

describe('the audit log of a tenant', () => {
  it('is sealed behind those who write it, and verified from the first record to the last', async () => {
    const { context } = await sealed();
    expect(await room.verify(context)).toMatchObject({
      seals: 3,
      events: 12,
      firstSeal: '1',
      lastSeal: '3',
      anchoredThrough: '3',
      broken: null,
    });
  });

  it('holds while records wait for their seal', async () => {
    const { context } = await sealed();
    await room.write(context, 3);
    expect(await room.verify(context)).toMatchObject({ events: 12, broken: null });
  });

  it('leaves out no record of those who commit late, in whatever order they began', async () => {
    const context = room.newTenant();
    let commitFirst = (): void => undefined;
    const held = new Promise<void>((resolve) => (commitFirst = resolve));
    const late = room.writer.transaction(context, async (transaction) => {
      await transaction.query(
        'late event',
        `INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id)
         VALUES ($1, $2, $3, 'lending', 'late', 'client', 'core', 'loan', 'l')`,
        [context.tenantId, context.environment, newId('audit')],
      );
      await held;
    });
    await room.write(context, 5);
    await room.sealer().sealAll();
    const before = await room.verify(context).finally(commitFirst);
    await late;
    expect(before).toMatchObject({ events: 5, broken: null });
    await room.sealer().sealAll();
    expect(await room.verify(context)).toMatchObject({ events: 6, seals: 2, broken: null });
  });

  it('is sealed once by many sealers at a time, while it is written by many', async () => {
    const context = room.newTenant();
    const sealers = [1, 2, 3].map(() => room.sealer({ eventsMax: 7 }));
    let isWriting = true;
    const sealing = sealers.map(async (sealer) => {
      while (isWriting) await sealer.sealAll();
    });
    const writing = Array.from({ length: 4 }, async () => {
      for (let turn = 0; turn < 60; turn += 1) await room.write(context, 1 + (turn % 5));
    });
    await Promise.all(writing);
    isWriting = false;
    await Promise.all(sealing);
    await room.sealer().sealAll();
    expect(await room.verify(context)).toMatchObject({ events: 720, broken: null });
  });

  it('of one tenant is no part of another’s', async () => {
    const [north, south] = [await sealed(), await sealed()];
    await room.tamper("UPDATE audit.event SET actor_id = 'somebody' WHERE id = $1", [north.ids[0]]);
    expect((await room.verify(north.context)).broken).not.toBeNull();
    expect((await room.verify(south.context)).broken).toBeNull();
  });
});

describe('whoever owns the database', () => {
  const refused = /only ever added/;

  it('can not change, delete or empty the log by a plain statement', async () => {
    await sealed();
    for (const role of ['postgres', 'fanxing_owner']) {
      await room.admin.query('BEGIN');
      if (role === 'fanxing_owner') await room.admin.query('SET LOCAL ROLE fanxing_owner');
      for (const statement of [
        "UPDATE audit.event SET action = 'nothing'",
        'DELETE FROM audit.event',
        'TRUNCATE audit.event',
        'DELETE FROM audit.seal',
        'UPDATE audit.anchor SET key_id = key_id',
      ]) {
        await room.admin.query('SAVEPOINT attempt');
        await expect(room.admin.query(statement)).rejects.toThrow(refused);
        await room.admin.query('ROLLBACK TO attempt');
      }
      await room.admin.query('ROLLBACK');
    }
  });

  it('gives no service the right to try', async () => {
    const { rows } = await room.admin.query(
      `SELECT r.rolname, t.name FROM pg_roles r, unnest(ARRAY['audit.event', 'audit.seal', 'audit.anchor']) AS t (name)
       WHERE r.rolname LIKE 'fanxing\\_%' AND r.rolname <> 'fanxing_owner' AND has_table_privilege(r.oid, t.name, 'UPDATE, DELETE, TRUNCATE')`,
    );
    expect(rows).toEqual([]);
  });
});

describe('verifying names the first broken link', () => {
  it('when a record was changed', async () => {
    const { context, ids } = await sealed();
    await room.tamper('UPDATE audit.event SET after = \'{"amount": "1.00"}\' WHERE id = ANY ($1)', [
      [ids[9], ids[5]],
    ]);
    expect((await room.verify(context)).broken).toMatchObject({
      tenantId: context.tenantId,
      environment: context.environment,
      problem: 'changed',
      seal: '2',
      eventId: ids[5],
    });
  });

  it('when a record is missing', async () => {
    const { context, ids } = await sealed();
    await room.tamper('DELETE FROM audit.event WHERE id = $1', [ids[8]]);
    expect((await room.verify(context)).broken).toMatchObject({
      problem: 'missing',
      seal: '3',
      eventId: ids[8],
    });
  });

  it('when a record was taken away before it was sealed', async () => {
    const { context } = await sealed();
    const [id] = await room.write(context);
    await room.tamper('DELETE FROM audit.event WHERE id = $1', [id]);
    await room.sealer().sealAll();
    expect((await room.verify(context)).broken).toMatchObject({ problem: 'missing', seal: '4', eventId: id });
  });

  it('when a record was slipped in', async () => {
    const { context, ids } = await sealed();
    const slipped = newId('audit');
    await room.tamper(
      `INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id)
       SELECT tenant_id, environment, $2, service, action, actor_kind, 'innocent', subject_kind, subject_id FROM audit.event WHERE id = $1`,
      [ids[0], slipped],
    );
    expect((await room.verify(context)).broken).toMatchObject({ problem: 'inserted', eventId: slipped });
  });

  it('when a seal was changed, or taken out of the middle', async () => {
    const changed = await sealed();
    await room.tamper(
      "UPDATE audit.seal SET sealed_at = sealed_at - interval '1 day' WHERE tenant_id = $1 AND sequence = 2",
      [changed.context.tenantId],
    );
    expect((await room.verify(changed.context)).broken).toMatchObject({
      problem: 'changed',
      seal: '2',
      eventId: null,
    });
    const cut = await sealed();
    await room.tamper('DELETE FROM audit.seal WHERE tenant_id = $1 AND sequence = 2', [cut.context.tenantId]);
    expect((await room.verify(cut.context)).broken).toMatchObject({ problem: 'missing', seal: '2' });
  });

  it('when the end of the chain was cut off, by the anchor that had seen it', async () => {
    const { context, ids } = await sealed();
    await room.tamper('DELETE FROM audit.event WHERE id = ANY ($1)', [ids.slice(8)]);
    await room.tamper('DELETE FROM audit.seal WHERE tenant_id = $1 AND sequence = 3', [context.tenantId]);
    await room.tamper('DELETE FROM audit.anchor WHERE tenant_id = $1', [context.tenantId]);
    expect((await room.verify(context)).broken).toMatchObject({ problem: 'missing', seal: '3' });
  });

  it('when the whole chain was written anew, hashes and all, by the anchor that differs', async () => {
    const { context, ids } = await sealed();
    await room.tamper("UPDATE audit.event SET actor_id = 'innocent' WHERE id = $1", [ids[1]]);
    await rewrite(context);
    expect((await room.verify(context)).broken).toMatchObject({ problem: 'anchor differs', seal: '3' });
  });

  it('when an anchor was written by somebody without the key', async () => {
    const { context } = await sealed();
    const [anchor] = await room.fileAnchors(context);
    room.forge({ ...anchor!, hash: '0'.repeat(64) });
    expect((await room.verify(context)).broken).toMatchObject({ problem: 'anchor forged', seal: '3' });
  });
});

/** What somebody does who knows how seals are made and may write everything in the database. */
async function rewrite(context: TenantContext): Promise<void> {
  const { tenantId } = context;
  const { rows: seals } = await room.admin.query<Seal>(
    `SELECT tenant_id AS "tenantId", environment, sequence, "previousHash", "sealedAt", "eventIds", "eventHashes", hash
     FROM audit.shown_seal WHERE tenant_id = $1 ORDER BY number`,
    [tenantId],
  );
  let previousHash: string | null = null;
  for (const seal of seals) {
    const { rows: records } = await room.admin.query<AuditRecord>(
      `SELECT tenant_id AS "tenantId", environment, id, at, service, action, "actorKind", "actorId", "subjectKind", "subjectId",
              "subjectIds", purpose, before, after, "traceId" FROM audit.shown_event WHERE id = ANY ($1) ORDER BY id`,
      [seal.eventIds],
    );
    const { hash: _, ...kept } = seal;
    const open = {
      ...kept,
      previousHash,
      eventHashes: Buffer.concat(records.map(hashOfRecord)).toString('base64'),
    };
    const hash = hashOfSeal(open);
    await room.tamper(
      `UPDATE audit.seal SET previous_hash = decode($3, 'hex'), event_hashes = decode($4, 'base64'), hash = decode($5, 'hex')
       WHERE tenant_id = $1 AND sequence = $2`,
      [tenantId, seal.sequence, previousHash, open.eventHashes, hash],
    );
    previousHash = hash;
  }
  await room.tamper("UPDATE audit.anchor SET hash = decode($2, 'hex') WHERE tenant_id = $1", [
    tenantId,
    previousHash,
  ]);
}

describe('records whose time is over', () => {
  it('go once they are sealed and anchored, and the chain holds from the first seal that is kept', async () => {
    const clock = new SettableClock('2021-03-01T00:00:00Z');
    const context = room.newTenant();
    const sealer = room.sealer({ clock });
    await room.write(context, 3);
    await sealer.sealAll(true);
    clock.advance(400 * 86_400_000);
    await room.write(context, 2);
    await sealer.sealAll(true);
    const expire = (before: string) =>
      room.sealing.call<{ events: string; through: string }>(context, 'audit.expire', [before]);
    expect(await expire('2021-02-01T00:00:00Z')).toEqual([]);
    expect(await expire('2021-04-01T00:00:00Z')).toEqual([{ events: '3', through: '1' }]);
    expect(await expire('2030-04-01T00:00:00Z')).toEqual([]);
    const young = room.newTenant();
    await room.write(young, 2);
    await room.sealer().sealAll(true);
    await room.write(young, 2);
    await room.sealer().sealAll(true);
    expect(await room.sealing.call(young, 'audit.expire', ['2030-04-01T00:00:00Z'])).toEqual([]);
    expect(await room.verify(context)).toMatchObject({ firstSeal: '2', events: 2, broken: null });
  });
});
