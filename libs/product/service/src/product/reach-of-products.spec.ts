import { newId } from '@fanxing/runtime/identifier';
import { productContract } from '@fanxing/product-contract';
import { ask, callerOf, refusalOf } from '@fanxing/testing';
import {
  approve,
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

const stranger = person(newId('tenant'), 'eve', 'product-manager', 'approver');

describe('another tenant', () => {
  it('finds nothing of ours, whatever it tries with our ids', async () => {
    const { id, versionId } = await desk.newProduct();
    await ask(desk.service, author, submit, { id: versionId });
    const notFound = { code: 'NOT_FOUND', reason: 'NOT_FOUND' };
    expect(await refusalOf(desk.service, stranger, read, { id })).toMatchObject(notFound);
    expect(await refusalOf(desk.service, stranger, approve, { id: versionId })).toMatchObject(notFound);
    expect(await refusalOf(desk.service, stranger, submit, { id: versionId })).toMatchObject(notFound);
    const input = { idempotencyKey: 'theft', productId: id, terms };
    expect(await refusalOf(desk.service, stranger, createVersion, { input })).toMatchObject(notFound);
    const reference = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Product { code } ... on ProductVersion { status } } }`;
    const ours = [
      { __typename: 'Product', id },
      { __typename: 'ProductVersion', id: versionId },
    ];
    for (const representation of ours) {
      expect(await refusalOf(desk.service, stranger, reference, { of: [representation] })).toMatchObject(
        notFound,
      );
      expect(await ask(desk.service, author, reference, { of: [representation] })).toMatchObject({
        _entities: [expect.anything()],
      });
    }
  });

  it('gets the same words for an id of ours as for one that nobody has', async () => {
    const { id } = await desk.newProduct();
    const nobodys = newId('product');
    const ours = await refusalOf(desk.service, stranger, read, { id });
    const none = await refusalOf(desk.service, stranger, read, { id: nobodys });
    expect(JSON.stringify(ours).replaceAll(id, nobodys)).toBe(JSON.stringify(none));
  });

  it('may use the same code and the same idempotency key', async () => {
    const input = { idempotencyKey: 'shared', code: 'shared', name: 'Shared', terms };
    const ours = await ask<Created>(desk.service, author, createProduct, { input });
    const theirs = await ask<Created>(desk.service, stranger, createProduct, { input });
    expect(theirs.createProduct.id).not.toBe(ours.createProduct.id);
  });

  it('is every other environment of the same tenant too', async () => {
    const { id } = await desk.newProduct();
    const live = callerOf({ tenantId: north, roles: ['product-manager'], environment: 'live' });
    expect(await refusalOf(desk.service, live, read, { id })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the list of products', () => {
  it('is walked in pages, both ways, and holds one tenant only', async () => {
    const walker = person(newId('tenant'), 'walker', 'product-manager');
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push((await desk.newProduct(walker)).id);
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
      const { products }: Listed = await ask<Listed>(desk.service, walker, list, { first: 2, after });
      seen.push(...products.edges.map(({ node }) => node.id));
      expect(products.edges.every(({ node }) => node.versions.length === 1)).toBe(true);
      if (!products.pageInfo.hasNextPage) break;
      after = products.pageInfo.endCursor;
    }
    expect(seen).toEqual(made);
    const { products: tail } = await ask<Listed>(desk.service, walker, list, { last: 2 });
    expect(tail.edges.map(({ node }) => node.id)).toEqual(made.slice(3));
    const { products: middle } = await ask<Listed>(desk.service, walker, list, {
      last: 2,
      before: tail.pageInfo.startCursor,
    });
    expect(middle.edges.map(({ node }) => node.id)).toEqual(made.slice(1, 3));
    expect(await refusalOf(desk.service, walker, list, { first: 101 })).toMatchObject({
      reason: 'PAGE_SIZE_INVALID',
    });
  });
});

describe('what lending asks for', () => {
  it('is the published version, never a draft', async () => {
    const product = desk.transport.client(productContract);
    const { id, versionId } = await desk.newProduct();
    await expect(product.publishedTerms(author, { productId: id })).rejects.toMatchObject({
      reason: 'NOT_FOUND',
    });
    await desk.publish(versionId);
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
    const product = desk.transport.client(productContract);
    const { id, versionId } = await desk.newProduct();
    await desk.publish(versionId);
    for (const other of [stranger, { ...author, environment: 'live' as const }]) {
      await expect(product.publishedTerms(other, { productId: id })).rejects.toMatchObject({
        reason: 'NOT_FOUND',
      });
    }
  });
});
