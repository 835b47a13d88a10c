import type { GraphQLSchema } from 'graphql';
import { everyList, listIn, listsOf, pageText, publicSchema } from './every-list.fixture.js';
import { loansMax, type LivedInBank } from './lived-in-bank.fixture.js';
import { StatementCount } from './statements.fixture.js';
import { widestSelection, type LeftOut } from './widest-selection.fixture.js';

/** As many as one page may come to, whatever is asked of its things: every kind of thing once, and its transaction. */
const statementsMax = 60;
const small = 2;

/** Each of these is work of its own for each thing (docs/decisions/0131 says why). */
const leftOut: LeftOut = {
  'SubjectRequest.answer': 'gathers all that every service knows of one person',
  'Tenant.provisioning': "reads each tenant's own steps, as that tenant, in the database where it is",
};

/** A page of a hundred things comes to as many SQL statements as a page of two. */
export function statements(given: () => LivedInBank): void {
  describe('a page of any list, with all that can be asked of its things three things deep', () => {
    let count: StatementCount;
    let schema: GraphQLSchema;

    beforeAll(async () => {
      count = await StatementCount.of(given().bank.platform);
      schema = await publicSchema(given().bank.lender);
    });

    it('is looked at for every list that there is', () => {
      expect(everyList.map(({ name }) => name).sort()).toEqual(listsOf(schema).sort());
    });

    it.each(everyList.map((list) => [list.name, list] as const))(
      '%s comes to as many SQL statements however long it is',
      async (name, list) => {
        const bank = given();
        const selection = `edges { node { ${widestSelection(schema, list.type, 3, leftOut)} } }`;
        const besides = list.given?.(bank);
        const page = (first: number) =>
          list.by(bank).ask(pageText(list, bank, `first: ${first}`, selection, besides));
        const { edges } = listIn<{ edges: unknown[] }>(list, await page(loansMax));
        expect(edges.length).toBeGreaterThan(small);
        const [few, many] = [await count.least(() => page(small)), await count.least(() => page(loansMax))];
        process.stdout.write(`${name}: ${edges.length} things, ${many.length} statements\n`);
        expect(toldOftener(few, many)).toEqual([]);
        expect(many.length).toBeLessThanOrEqual(statementsMax);
      },
    );

    it('the loans of a hundred borrowers with their lines, applications and products are few statements', async () => {
      const { bank } = given();
      const page = (first: number) =>
        bank.lender.ask(`{ applications(first: ${first}) { edges { node {
          borrower { reference creditLines(first: 5) { loans(first: 5) { id repayments(first: 5) { id } } } }
          product { code versions(first: 3) { terms { limitMax { amount } } } }
          decision { id outcome } offer { id example { instalments { number } } } } } } }`);
      const [ten, hundred] = [await count.least(() => page(10)), await count.least(() => page(loansMax))];
      expect(toldOftener(ten, hundred)).toEqual([]);
      expect(hundred.length).toBeLessThanOrEqual(30);
    });
  });
}

/**
 * The statements of which a longer page came to more. What the shorter one did not tell at all is the platform's own work, which goes on
 * beside both; each statement brings its transaction along.
 */
function toldOftener(few: readonly string[], many: readonly string[]): string[] {
  const timesIn = (told: readonly string[], text: string): number =>
    told.filter((each) => each === text).length;
  return [...new Set(few)]
    .filter((text) => !/^(BEGIN|COMMIT)/.test(text))
    .filter((text) => timesIn(many, text) > timesIn(few, text));
}
