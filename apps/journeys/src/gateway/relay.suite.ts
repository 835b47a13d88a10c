import fc from 'fast-check';
import type { Door } from './door.fixture.js';

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const count = 37;
const selection =
  'edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

/** Lists and ids as Relay has them. */
export function relay(door: Door): void {
  const page = async (given: Record<string, unknown>): Promise<Page> => {
    const { borrowers } = await door.bank.lender.ask<{ borrowers: Page }>(
      `query ($first: Int, $after: String, $last: Int, $before: String) {
         borrowers(first: $first, after: $after, last: $last, before: $before) { ${selection} } }`,
      given,
    );
    return borrowers;
  };
  const idsOf = ({ edges }: Page): string[] => edges.map(({ node }) => node.id);

  describe('a list', () => {
    let all: string[];

    beforeAll(async () => {
      const borrowers = Array.from({ length: count }, (_, index) => ({
        reference: `relay ${index}`,
        attributes: {},
      }));
      await door.bank.lender.do('importBorrowers', { idempotencyKey: 'relay', borrowers }, 'created');
      all = idsOf(await page({ first: 100 }));
    });

    const forwards = async (size: number): Promise<string[]> => {
      const ids: string[] = [];
      for (let after: string | null = null; ;) {
        const read: Page = await page({ first: size, after });
        ids.push(...idsOf(read));
        if (!read.pageInfo.hasNextPage) return ids;
        after = read.pageInfo.endCursor;
      }
    };
    const backwards = async (size: number): Promise<string[]> => {
      const ids: string[] = [];
      for (let before: string | null = null; ;) {
        const read: Page = await page({ last: size, before });
        ids.unshift(...idsOf(read));
        if (!read.pageInfo.hasPreviousPage) return ids;
        before = read.pageInfo.startCursor;
      }
    };

    it('is the same in pages of any size, from either end', async () => {
      expect(all.length).toBeGreaterThanOrEqual(count);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 100 }), async (size) => {
          expect(await forwards(size)).toEqual(all);
          expect(await backwards(size)).toEqual(all);
        }),
        { numRuns: 12, examples: [[1], [count], [100]] },
      );
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['none', { first: 0 }, 'PAGE_SIZE_INVALID'],
      ['fewer than none', { first: -1 }, 'PAGE_SIZE_INVALID'],
      ['too many', { first: 101 }, 'PAGE_SIZE_INVALID'],
      ['none from the end', { last: 0 }, 'PAGE_SIZE_INVALID'],
      ['both ends at once', { first: 1, last: 1 }, 'PAGE_SIZE_INVALID'],
      ['after what is no cursor', { after: 'abc' }, 'CURSOR_INVALID'],
      ['after an empty cursor', { after: '' }, 'CURSOR_INVALID'],
    ])('refuses to show %s', async (_, given, reason) => {
      await expect(page(given)).rejects.toMatchObject({
        error: { extensions: { code: 'BAD_USER_INPUT', reason } },
      });
    });

    it('takes no cursor of another list, of another environment, or that was changed', async () => {
      const own = (await page({ first: 1 })).pageInfo.endCursor ?? '';
      const { products } = await door.bank.lender.ask<{ products: Page }>(
        `{ products(first: 1) { ${selection} } }`,
      );
      const changed = Buffer.from(
        Buffer.from(own, 'base64url')
          .toString()
          .replace(/(.)~/, (_, last) => (last === 'z' ? 'y~' : 'z~')),
      ).toString('base64url');
      for (const after of [products.pageInfo.endCursor, changed, `${own}AA`])
        await expect(page({ after })).rejects.toMatchObject({
          error: { extensions: { reason: 'CURSOR_INVALID' } },
        });
      const elsewhere = door.bank.owners.LIVE.ask(`{ borrowers(after: "${own}") { ${selection} } }`);
      await expect(elsewhere).rejects.toMatchObject({ error: { extensions: { reason: 'CURSOR_INVALID' } } });
    });
  });

  describe('anything with an id', () => {
    it('is found by it, with what is its own', async () => {
      const { lender, productId, productVersionId, id: tenantId } = door.bank;
      const { node, nodes } = await lender.ask<{ node: unknown; nodes: unknown }>(
        `query ($id: ID!, $ids: [ID!]!) {
           node(id: $id) { __typename id ... on Product { code versions { id } } }
           nodes(ids: $ids) { __typename id ... on Tenant { slug } ... on ProductVersion { number product { code } } } }`,
        { id: productId, ids: [tenantId, 'nonsense', productVersionId] },
      );
      expect(node).toEqual({
        __typename: 'Product',
        id: productId,
        code: 'revolving',
        versions: [{ id: productVersionId }],
      });
      expect(nodes).toEqual([
        { __typename: 'Tenant', id: tenantId, slug: 'north' },
        null,
        { __typename: 'ProductVersion', id: productVersionId, number: 1, product: { code: 'revolving' } },
      ]);
    });

    it('is nothing to another environment', async () => {
      const query = `{ node(id: "${door.bank.productId}") { id } }`;
      expect(await door.bank.owners.LIVE.ask(query)).toEqual({ node: null });
      expect(await door.bank.lender.ask(query)).toEqual({ node: { id: door.bank.productId } });
    });

    it('is not shown to those who may not see its kind', async () => {
      const [operator] = door.platform.ready.users;
      const token = await fetch(`${door.platform.ready.urls.issuer}/protocol/openid-connect/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'password', client_id: 'fanxing-cli', ...operator }),
      });
      const { access_token: text } = (await token.json()) as { access_token: string };
      const answer = await door.sendAs(`Bearer ${text}`, `{ node(id: "${door.bank.productId}") { id } }`);
      expect(JSON.parse(answer.text)).toMatchObject({
        data: { node: null },
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
    });
  });
}
