import fc from 'fast-check';
import { eventually } from '../harness/eventually.fixture.js';
import { everyList, listIn, pageText, type ListOfApi } from './every-list.fixture.js';
import type { LivedInBank } from './lived-in-bank.fixture.js';

interface Edge {
  readonly cursor: string;
  readonly node: Readonly<Record<string, unknown>>;
}

interface Page {
  readonly edges: readonly Edge[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** What tells one item from the other, where it has no id. */
const keys: Readonly<Record<string, string>> = {
  Disbursement: 'loan { id }',
  ReconciliationItem: 'key',
};
const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

/** Every list of the API is one as Relay has it. */
export function lists(given: () => LivedInBank): void {
  /** A list as it stands: what narrows it is said once. */
  const reader = (list: ListOfApi) => {
    const bank = given();
    const besides = list.given?.(bank);
    const key = keys[list.type] ?? 'id';
    const text = (page: string): string =>
      pageText(list, bank, page, `edges { cursor node { ${key} } } ${pageInfo}`, besides);
    const page = async (asked: string): Promise<Page> =>
      listIn<Page>(list, await list.by(bank).ask(text(asked)));
    const reasonOf = async (asked: string): Promise<string | undefined> =>
      (await list.by(bank).send(text(asked))).errors[0]?.extensions.reason;
    return { page, reasonOf };
  };
  const namesOf = ({ edges }: Page): string[] => edges.map(({ node }) => JSON.stringify(node));

  async function forwards(page: (asked: string) => Promise<Page>, size: number): Promise<string[]> {
    const seen: string[] = [];
    for (let after = ''; ;) {
      const read = await page(`first: ${size}${after}`);
      expect(read.pageInfo.hasPreviousPage).toBe(after !== '');
      seen.push(...namesOf(read));
      if (!read.pageInfo.hasNextPage) return seen;
      expect(read.pageInfo.endCursor).toBe(read.edges.at(-1)?.cursor);
      after = `, after: "${read.pageInfo.endCursor}"`;
    }
  }

  async function backwards(page: (asked: string) => Promise<Page>, size: number): Promise<string[]> {
    const seen: string[] = [];
    for (let before = ''; ;) {
      const read = await page(`last: ${size}${before}`);
      expect(read.pageInfo.hasNextPage).toBe(before !== '');
      seen.unshift(...namesOf(read));
      if (!read.pageInfo.hasPreviousPage) return seen;
      expect(read.pageInfo.startCursor).toBe(read.edges[0]?.cursor);
      before = `, before: "${read.pageInfo.startCursor}"`;
    }
  }

  describe.each(everyList.map((list) => [list.name, list] as const))('%s', (_, list) => {
    it('is the same in pages of any size from either end, with nothing twice and nothing left out', async () => {
      const { page } = reader(list);
      const all = await forwards(page, 100);
      expect(all.length).toBeGreaterThanOrEqual(5);
      expect(new Set(all).size).toBe(all.length);
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: Math.ceil(all.length / 50), max: Math.min(100, all.length + 1) }),
          async (size) => {
            expect(await forwards(page, size)).toEqual(all);
            expect(await backwards(page, size)).toEqual(all);
          },
        ),
        // In at most fifty pages; in pages of one a long list is hundreds of requests.
        { numRuns: 3, examples: [[Math.min(100, Math.ceil(all.length / 10))], [Math.min(all.length, 100)]] },
      );
    });

    it('refuses pages of no size and cursors that it did not give out', async () => {
      const { page, reasonOf } = reader(list);
      for (const asked of [
        'first: 0',
        'first: -1',
        'first: 101',
        'last: 0',
        'last: 101',
        'first: 1, last: 1',
      ])
        expect([asked, await reasonOf(asked)]).toEqual([asked, 'PAGE_SIZE_INVALID']);
      const cursor = (await page('first: 1')).pageInfo.endCursor ?? '';
      const other = everyList.find(({ name }) => name !== list.name && name !== 'BankReconciliation.items');
      const foreign = (await reader(other ?? list).page('first: 1')).pageInfo.endCursor ?? '';
      const clear = Buffer.from(cursor, 'base64url').toString();
      const changed = Buffer.from(clear.replace(/(.)~/, (__, end) => (end === '0' ? '1~' : '0~'))).toString(
        'base64url',
      );
      for (const given of ['', 'abc', foreign, changed, `${cursor}AA`, cursor.slice(0, -2)])
        expect([given, await reasonOf(`first: 1, after: "${given}"`)]).toEqual([given, 'CURSOR_INVALID']);
    });
  });

  it.each([
    [
      'Query.borrowers',
      'createBorrower',
      (name: string) => ({ borrower: { reference: name, attributes: {} } }),
    ],
    [
      'Query.incomingPayments',
      'recordIncomingPayment',
      (name: string) => ({
        bankReference: name,
        reference: 'nobody',
        amount: { amount: '1.00', currency: 'CNY' },
      }),
    ],
  ] as const)('%s shows what was there once while more comes in', async (name, mutation, input) => {
    const list = everyList.find((each) => each.name === name);
    if (!list) throw new Error(`there is no ${name}`);
    const { page } = reader(list);
    const before = await forwards(page, 100);
    const { lender } = given().bank;
    let added = 0;
    let isOver = false;
    const adding = Promise.all(
      [1, 2, 3].map(async (writer) => {
        for (let turn = 0; !isOver; turn += 1) {
          const key = `${name} ${writer} ${turn}`;
          await lender.do(mutation, { idempotencyKey: key, ...input(key) }, 'id');
          added += 1;
        }
      }),
    );
    await eventually(10_000, () => (added > 2 ? true : undefined));
    const [there, back] = [await forwards(page, 7), await backwards(page, 7)];
    isOver = true;
    await adding;
    for (const seen of [there, back]) {
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((item) => before.includes(item))).toEqual(before);
    }
    expect(there.length).toBeGreaterThan(before.length);
  });
}
