import pg from 'pg';
import { ask, callerOf, refusalOf } from '@fanxing/testing';
import {
  approve,
  approver,
  author,
  createProduct,
  createVersion,
  north,
  person,
  read,
  startProductDesk,
  submit,
  terms,
  type Created,
  type ProductDesk,
} from './product-desk.fixture.js';

let desk: ProductDesk;

beforeAll(async () => {
  desk = await startProductDesk();
}, 60_000);

afterAll(() => desk?.stop());

describe('a product', () => {
  it('starts as a draft and is published by a second person', async () => {
    const { id, versionId } = await desk.newProduct();
    expect(await ask(desk.service, author, read, { id })).toEqual({
      product: { id, publishedVersion: null, versions: [{ number: 1, status: 'DRAFT' }] },
    });
    await ask(desk.service, author, submit, { id: versionId });
    expect(await ask(desk.service, approver, approve, { id: versionId })).toEqual({
      approveProductVersion: {
        status: 'PUBLISHED',
        approverId: 'bo',
        publishedAt: '2026-11-22T08:00:00.000Z',
      },
    });
    expect(await ask(desk.service, author, read, { id })).toMatchObject({
      product: { publishedVersion: { number: 1 } },
    });
  });

  it('is not published by its author, nor by somebody without the right, nor before it is submitted', async () => {
    const { versionId: id } = await desk.newProduct();
    expect(await refusalOf(desk.service, approver, approve, { id })).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
    await ask(desk.service, author, submit, { id });
    expect(await refusalOf(desk.service, author, approve, { id })).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'FOUR_EYES',
    });
    const herSecondAccount = person(north, 'ann-2', 'approver');
    expect(await refusalOf(desk.service, herSecondAccount, approve, { id })).toMatchObject({
      reason: 'FOUR_EYES',
    });
    const aProgram = callerOf({
      tenantId: north,
      roles: ['approver'],
      actor: { kind: 'client', id: 'robot' },
    });
    expect(await refusalOf(desk.service, aProgram, approve, { id })).toMatchObject({ reason: 'FORBIDDEN' });
    const manager = person(north, 'cy', 'product-manager');
    expect(await refusalOf(desk.service, manager, approve, { id })).toMatchObject({ reason: 'FORBIDDEN' });
    expect(await refusalOf(desk.service, approver, submit, { id })).toMatchObject({ reason: 'FORBIDDEN' });
  });

  it('retires the version that a new one replaces', async () => {
    const { id, versionId } = await desk.newProduct();
    await desk.publish(versionId);
    const input = {
      idempotencyKey: `second-of-${id}`,
      productId: id,
      terms: { ...terms, dailyRateMax: '0.0004' },
    };
    const { createProductVersion: second } = await ask<{ createProductVersion: { id: string } }>(
      desk.service,
      author,
      createVersion,
      { input },
    );
    await desk.publish(second.id);
    expect(await ask(desk.service, author, read, { id })).toEqual({
      product: {
        id,
        publishedVersion: { number: 2 },
        versions: [
          { number: 2, status: 'PUBLISHED' },
          { number: 1, status: 'RETIRED' },
        ],
      },
    });
  });

  it('has one published version even when two are approved at the same moment', async () => {
    const { id, versionId } = await desk.newProduct();
    const input = { idempotencyKey: `race-${id}`, productId: id, terms };
    const { createProductVersion: second } = await ask<{ createProductVersion: { id: string } }>(
      desk.service,
      author,
      createVersion,
      { input },
    );
    await Promise.all([versionId, second.id].map((each) => ask(desk.service, author, submit, { id: each })));
    await Promise.all(
      [versionId, second.id].map((each) => ask(desk.service, approver, approve, { id: each })),
    );
    const { product } = await ask<{ product: { versions: { status: string }[] } }>(
      desk.service,
      author,
      read,
      {
        id,
      },
    );
    expect(product.versions.map((version) => version.status).sort()).toEqual(['PUBLISHED', 'RETIRED']);
  });

  it('numbers drafts that are added at the same moment without a gap', async () => {
    const { id } = await desk.newProduct();
    const inputs = [1, 2, 3, 4, 5].map((n) => ({ idempotencyKey: `many-${id}-${n}`, productId: id, terms }));
    await Promise.all(inputs.map((input) => ask(desk.service, author, createVersion, { input })));
    const { product } = await ask<{ product: { versions: { number: number }[] } }>(
      desk.service,
      author,
      read,
      {
        id,
      },
    );
    expect(product.versions.map((version) => version.number)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('shows its rates by the day and by the year, and amounts with their currency', async () => {
    const { id } = await desk.newProduct();
    const text = `query ($id: ID!) { product(id: $id) { versions { product { id } terms {
      limitMin { amount currency } drawMin { amount } dailyRateMax annualRateMin annualRateMax dayCount } } } }`;
    expect(await ask(desk.service, author, text, { id })).toEqual({
      product: {
        versions: [
          {
            product: { id },
            terms: {
              limitMin: { amount: '500.00', currency: 'CNY' },
              drawMin: { amount: '100.00' },
              dailyRateMax: '0.0005',
              annualRateMin: '0.073',
              annualRateMax: '0.1825',
              dayCount: 'ACT/365',
            },
          },
        ],
      },
    });
  });

  it('is refused with the field at fault', async () => {
    const input = {
      idempotencyKey: 'bad-terms',
      code: 'bad',
      name: 'bad',
      terms: { ...terms, limitMax: '1' },
    };
    expect(await refusalOf(desk.service, author, createProduct, { input })).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: 'input.terms.limitMax',
    });
    const named = { ...input, code: 'no spaces', terms };
    expect(await refusalOf(desk.service, author, createProduct, { input: named })).toMatchObject({
      path: 'input.code',
    });
    expect(
      await refusalOf(desk.service, author, createProduct, { input: { ...input, terms, name: 'a\u0000b' } }),
    ).toMatchObject({
      path: 'input.name',
    });
  });
});

describe('a repeated request', () => {
  it('gets the same product; the same key with other words is a conflict', async () => {
    const input = { idempotencyKey: 'once', code: 'once', name: 'Once', terms };
    const first = await ask<Created>(desk.service, author, createProduct, { input });
    expect(await ask(desk.service, author, createProduct, { input })).toEqual(first);
    const other = { ...input, name: 'Twice' };
    expect(await refusalOf(desk.service, author, createProduct, { input: other })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    const again = { ...input, idempotencyKey: 'another key' };
    expect(await refusalOf(desk.service, author, createProduct, { input: again })).toMatchObject({
      code: 'CONFLICT',
      reason: 'ALREADY_EXISTS',
      path: 'input.code',
    });
  });
});

describe('the books of who did what', () => {
  it('name the actor, the action and the subject of each change', async () => {
    const { versionId } = await desk.newProduct();
    await desk.publish(versionId);
    const admin = new pg.Client({ connectionString: desk.database.adminUrl });
    await admin.connect();
    const { rows } = await admin.query(
      `SELECT action, actor_kind, actor_id FROM audit.event WHERE subject_id = $1 ORDER BY id`,
      [versionId],
    );
    await admin.end();
    expect(rows).toEqual([
      { action: 'submitProductVersion', actor_kind: 'person', actor_id: 'ann' },
      { action: 'approveProductVersion', actor_kind: 'person', actor_id: 'bo' },
    ]);
  });
});
