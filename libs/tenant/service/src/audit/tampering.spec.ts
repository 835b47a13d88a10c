import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { ChainRoom } from './chain.fixture.js';

jest.setTimeout(120_000);

let room: ChainRoom;
beforeAll(async () => (room = await ChainRoom.open()));
afterAll(() => room?.close());

interface Log {
  readonly context: TenantContext;
  /** Three in each of three seals. */
  readonly ids: readonly string[];
}

/** Nine records, every field of which says something, in three seals; anchored. */
async function aLog(): Promise<Log> {
  const context = room.newTenant();
  const ids: string[] = [];
  const sealer = room.sealer({ eventsMax: 3 });
  for (let seal = 0; seal < 3; seal += 1) {
    const some = await room.write(context, 3);
    await room.tamper(
      `UPDATE audit.event SET subject_ids = ARRAY[subject_id, 'loan_b'], purpose = 'CREDIT_DECISION', before = '{"status": "OPEN"}',
              trace_id = repeat('a', 32) WHERE id = ANY ($1)`,
      [some],
    );
    ids.push(...some);
    await sealer.sealAll(seal === 2);
  }
  expect((await room.verify(context)).broken).toBeNull();
  return { context, ids };
}

const fields: readonly (readonly [string, string])[] = [
  ['at', "at + interval '1 microsecond'"],
  ['service', "'billing'"],
  ['action', "'repay'"],
  ['actor_kind', "'person'"],
  ['actor_id', "'innocent'"],
  ['subject_kind', "'line'"],
  ['subject_id', "'loan_z'"],
  ['subject_ids', "ARRAY['loan_b']"],
  ['subject_ids', 'NULL'],
  ['purpose', "'MARKETING'"],
  ['before', `'{"status": "CLOSED"}'`],
  ['before', 'NULL'],
  ['after', `after || '{"amount": "100.01"}'`],
  ['trace_id', 'NULL'],
  ['environment', "'live'"],
  ['tenant_id', `'${newId('tenant')}'`],
];

describe('a superuser who changes the log by SQL is found out', () => {
  it.each(fields)('when %s of one record becomes %s', async (column, value) => {
    const { context, ids } = await aLog();
    await room.tamper(`UPDATE audit.event SET ${column} = ${value} WHERE id = $1`, [ids[4]]);
    expect((await room.verify(context)).broken).toMatchObject({
      problem: /tenant|environment/.test(column) ? 'missing' : 'changed',
      seal: '2',
      eventId: ids[4],
    });
  });

  it('when two records were swapped, each with the id of the other', async () => {
    const { context, ids } = await aLog();
    const given = [ids[3], ids[7]];
    await room.tamper("UPDATE audit.event SET id = id || '~' WHERE id = ANY ($1)", [given]);
    await room.tamper(
      `UPDATE audit.event SET id = CASE id WHEN $1 || '~' THEN $2 ELSE $1 END WHERE id LIKE '%~'`,
      given,
    );
    expect((await room.verify(context)).broken).toMatchObject({ problem: 'changed', eventId: ids[3] });
  });

  it('when a row was deleted, also one that another was put in the place of', async () => {
    const { context, ids } = await aLog();
    await room.tamper('DELETE FROM audit.event WHERE id = $1', [ids[4]]);
    await room.tamper(
      `INSERT INTO audit.event SELECT (jsonb_populate_record(e, jsonb_build_object('id', $2::text))).* FROM audit.event e WHERE id = $1`,
      [ids[5], ids[4]],
    );
    expect((await room.verify(context)).broken).toMatchObject({ problem: 'changed', eventId: ids[4] });
  });

  it('when two seals were swapped', async () => {
    const { context } = await aLog();
    const { tenantId } = context;
    for (const [from, to] of [
      [2, 99],
      [3, 2],
      [99, 3],
    ])
      await room.tamper('UPDATE audit.seal SET sequence = $3 WHERE tenant_id = $1 AND sequence = $2', [
        ...[tenantId, from, to],
      ]);
    expect((await room.verify(context)).broken).toMatchObject({ problem: 'changed', seal: '2' });
  });

  it('when a record was added to a seal too', async () => {
    const { context, ids } = await aLog();
    const slipped = newId('audit');
    await room.tamper(
      `INSERT INTO audit.event SELECT (jsonb_populate_record(e, jsonb_build_object('id', $2::text))).* FROM audit.event e WHERE id = $1`,
      [ids[5], slipped],
    );
    await room.tamper(
      `UPDATE audit.seal SET event_ids = event_ids || $2::text, event_hashes = event_hashes || substring(event_hashes FROM 1 FOR 32)
       WHERE tenant_id = $1 AND sequence = 2`,
      [context.tenantId, slipped],
    );
    expect((await room.verify(context)).broken).toMatchObject({
      problem: 'changed',
      seal: '2',
      eventId: null,
    });
  });

  it('when the end was cut off before it was anchored, unless the directory of chains was changed too', async () => {
    const { context } = await aLog();
    const late = await room.write(context, 2);
    await room.sealer().sealAll();
    await room.tamper('DELETE FROM audit.event WHERE id = ANY ($1)', [late]);
    await room.tamper('DELETE FROM audit.seal WHERE tenant_id = $1 AND sequence = 4', [context.tenantId]);
    expect((await room.verify(context)).broken).toMatchObject({
      problem: 'missing',
      seal: '4',
      eventId: null,
    });
  });

  it('when the beginning was cut off', async () => {
    const { context, ids } = await aLog();
    await room.tamper('DELETE FROM audit.event WHERE id = ANY ($1)', [ids.slice(0, 3)]);
    await room.tamper('DELETE FROM audit.seal WHERE tenant_id = $1 AND sequence = 1', [context.tenantId]);
    expect((await room.verify(context)).broken).toMatchObject({ problem: 'missing', seal: '1' });
  });

  it.each([
    ['hash', "decode(repeat('00', 32), 'hex')"],
    ['anchored_at', "anchored_at - interval '1 day'"],
    ['sequence', 'sequence - 1'],
    ['signature', 'hash || hash'],
  ])('when %s of an anchor in the database is changed', async (column, value) => {
    const { context } = await aLog();
    await room.tamper(`UPDATE audit.anchor SET ${column} = ${value} WHERE tenant_id = $1`, [
      context.tenantId,
    ]);
    expect((await room.verify(context)).broken).toMatchObject({ problem: 'anchor missing' });
  });

  it('when all of the log is gone', async () => {
    const { context, ids } = await aLog();
    await room.tamper('DELETE FROM audit.event WHERE id = ANY ($1)', [ids]);
    for (const table of ['seal', 'anchor'])
      await room.tamper(`DELETE FROM audit.${table} WHERE tenant_id = $1`, [context.tenantId]);
    expect((await room.verify(context)).broken).toMatchObject({ problem: 'missing', seal: '1' });
  });
});
