import { newId } from '@fanxing/runtime/identifier';
import type { Role } from '@fanxing/runtime/identity';
import { createInProcessTransport } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import { productContract } from '@fanxing/product-contract';
import {
  ask,
  callerOf,
  refusalOf,
  SettableClock,
  startTestDatabase,
  type TestDatabase,
  serveAccounts,
} from '@fanxing/testing';
import { createProductService, productMigrations } from '../index.js';

const clock = new SettableClock('2026-11-22T08:00:00Z');
const transport = createInProcessTransport();
let database: TestDatabase;
let service: ServiceHandle;

beforeAll(async () => {
  database = await startTestDatabase({ sets: [productMigrations] });
  service = await createProductService({
    databaseUrl: database.urlFor('fanxing_product'),
    transport,
    clock,
    verifyCaller: () => Promise.reject(new Error('nobody comes by HTTP here')),
  });
  serveAccounts(transport);
  await transport.start();
}, 60_000);

afterAll(async () => {
  await transport.close();
  await service?.close();
  await database?.stop();
});

const north = newId('tenant');
const south = newId('tenant');
const person = (tenantId: typeof north, id: string, ...roles: Role[]) =>
  callerOf({ tenantId, roles, actor: { kind: 'person', id } });
const author = person(north, 'ann', 'product-manager', 'approver');
const approver = person(north, 'bo', 'approver');
const stranger = person(south, 'eve', 'product-manager', 'approver');

const terms = {
  kind: 'REVOLVING',
  currency: 'CNY',
  limitMin: '500',
  limitMax: '300000.00',
  dailyRateMin: '0.0002',
  dailyRateMax: '0.0005',
  drawMin: '100',
  termDays: 90,
  lineTermDays: 365,
  offerValidMinutes: 1440,
};

const createProduct = `mutation ($input: CreateProductInput!) {
  createProduct(input: $input) { id code name publishedVersion { id } versions { id number status } }
}`;
const createVersion = `mutation ($input: CreateProductVersionInput!) {
  createProductVersion(input: $input) { id number status }
}`;
const submit = `mutation ($id: ID!) { submitProductVersion(input: { productVersionId: $id }) { status } }`;
const approve = `mutation ($id: ID!) {
  approveProductVersion(input: { productVersionId: $id }) { status approverId publishedAt }
}`;
const read = `query ($id: ID!) { product(id: $id) { id publishedVersion { number } versions { number status } } }`;

interface Created {
  createProduct: { id: string; versions: { id: string }[] };
}

let count = 0;
async function newProduct(caller = author): Promise<{ id: string; versionId: string }> {
  count += 1;
  const input = { idempotencyKey: `new-${count}`, code: `daily-${count}`, name: '随借随还', terms };
  const { createProduct: created } = await ask<Created>(service, caller, createProduct, { input });
  return { id: created.id, versionId: created.versions[0]!.id };
}

async function publish(versionId: string): Promise<void> {
  await ask(service, author, submit, { id: versionId });
  await ask(service, approver, approve, { id: versionId });
}

describe('another tenant', () => {
  it('finds nothing of ours, whatever it tries with our ids', async () => {
    const { id, versionId } = await newProduct();
    await ask(service, author, submit, { id: versionId });
    const notFound = { code: 'NOT_FOUND', reason: 'NOT_FOUND' };
    expect(await refusalOf(service, stranger, read, { id })).toMatchObject(notFound);
    expect(await refusalOf(service, stranger, approve, { id: versionId })).toMatchObject(notFound);
    expect(await refusalOf(service, stranger, submit, { id: versionId })).toMatchObject(notFound);
    const input = { idempotencyKey: 'theft', productId: id, terms };
    expect(await refusalOf(service, stranger, createVersion, { input })).toMatchObject(notFound);
    const reference = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Product { code } ... on ProductVersion { status } } }`;
    const ours = [
      { __typename: 'Product', id },
      { __typename: 'ProductVersion', id: versionId },
    ];
    for (const representation of ours) {
      expect(await refusalOf(service, stranger, reference, { of: [representation] })).toMatchObject(notFound);
      expect(await ask(service, author, reference, { of: [representation] })).toMatchObject({
        _entities: [expect.anything()],
      });
    }
  });

  it('gets the same words for an id of ours as for one that nobody has', async () => {
    const { id } = await newProduct();
    const nobodys = newId('product');
    const ours = await refusalOf(service, stranger, read, { id });
    const none = await refusalOf(service, stranger, read, { id: nobodys });
    expect(JSON.stringify(ours).replaceAll(id, nobodys)).toBe(JSON.stringify(none));
  });

  it('may use the same code and the same idempotency key', async () => {
    const input = { idempotencyKey: 'shared', code: 'shared', name: 'Shared', terms };
    const ours = await ask<Created>(service, author, createProduct, { input });
    const theirs = await ask<Created>(service, stranger, createProduct, { input });
    expect(theirs.createProduct.id).not.toBe(ours.createProduct.id);
  });

  it('is every other environment of the same tenant too', async () => {
    const { id } = await newProduct();
    const live = callerOf({ tenantId: north, roles: ['product-manager'], environment: 'live' });
    expect(await refusalOf(service, live, read, { id })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the list of products', () => {
  it('is walked in pages, both ways, and holds one tenant only', async () => {
    const walker = person(newId('tenant'), 'walker', 'product-manager');
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push((await newProduct(walker)).id);
    const list = `query ($first: Int, $after: String, $last: Int, $before: String) {
      products(first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { id versions { number } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    interface Listed {
      products: {
        edges: { node: { id: string; versions: { number: number }[] } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string; startCursor: string };
      };
    }
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { products }: Listed = await ask<Listed>(service, walker, list, { first: 2, after });
      seen.push(...products.edges.map(({ node }) => node.id));
      expect(products.edges.every(({ node }) => node.versions.length === 1)).toBe(true);
      if (!products.pageInfo.hasNextPage) break;
      after = products.pageInfo.endCursor;
    }
    expect(seen).toEqual(made);
    const { products: tail } = await ask<Listed>(service, walker, list, { last: 2 });
    expect(tail.edges.map(({ node }) => node.id)).toEqual(made.slice(3));
    const { products: middle } = await ask<Listed>(service, walker, list, {
      last: 2,
      before: tail.pageInfo.startCursor,
    });
    expect(middle.edges.map(({ node }) => node.id)).toEqual(made.slice(1, 3));
    expect(await refusalOf(service, walker, list, { first: 101 })).toMatchObject({
      reason: 'PAGE_SIZE_INVALID',
    });
  });
});

describe('what lending asks for', () => {
  const product = transport.client(productContract);

  it('is the published version, never a draft', async () => {
    const { id, versionId } = await newProduct();
    await expect(product.publishedTerms(author, { productId: id })).rejects.toMatchObject({
      reason: 'NOT_FOUND',
    });
    await publish(versionId);
    const answer = await product.publishedTerms(author, { productId: id });
    expect(answer).toMatchObject({ productId: id, productVersionId: versionId, name: '随借随还' });
    expect(answer.terms).toMatchObject({
      ...terms,
      limitMin: '500.00',
      drawMin: '100.00',
      dayCount: 'ACT/365',
    });
  });

  it('is nothing for another tenant or environment', async () => {
    const { id, versionId } = await newProduct();
    await publish(versionId);
    for (const other of [stranger, { ...author, environment: 'live' as const }]) {
      await expect(product.publishedTerms(other, { productId: id })).rejects.toMatchObject({
        reason: 'NOT_FOUND',
      });
    }
  });
});
