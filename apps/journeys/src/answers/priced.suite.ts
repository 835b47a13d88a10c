import fc from 'fast-check';
import { isEnumType, getNamedType, type GraphQLArgument, type GraphQLSchema } from 'graphql';
import { randomOperation } from '@fanxing/testing';
import type { Caller } from '../harness/caller.fixture.js';
import { seededRandom } from '../harness/seeded.fixture.js';
import { publicSchema } from './every-list.fixture.js';
import type { LivedInBank } from './lived-in-bank.fixture.js';

/** Who asks for what: nobody may read everything. */
const asked: readonly (readonly [string, (bank: LivedInBank) => Caller, readonly string[]])[] = [
  [
    "the bank's program",
    ({ bank }) => bank.lender,
    [
      ...[
        'loans',
        'loan',
        'borrowers',
        'borrower',
        'applications',
        'application',
        'creditLine',
        'products',
        'product',
      ],
      ...[
        'collections',
        'collection',
        'disbursementsUnderWay',
        'incomingPayments',
        'mandates',
        'consents',
        'events',
      ],
      ...[
        'node',
        'nodes',
        'loanStatement',
        'creditLineStatement',
        'borrowerStatement',
        'decision',
        'purposes',
      ],
      ...['trialBalance', 'journalEntries', 'viewer', 'collectionPolicies', 'holidayCalendar', 'usage'],
    ],
  ],
  [
    'the owner',
    ({ bank }) => bank.owner,
    [
      ...[
        'users',
        'clients',
        'apiKeys',
        'approvals',
        'auditEvents',
        'breakGlassAccesses',
        'consentTexts',
        'tenants',
      ],
      ...[
        'ledgerProposals',
        'ledgerAccounts',
        'fundingAgreements',
        'fundingPartyEntries',
        'fundingPartyBooks',
      ],
      ...[
        'subjectRequests',
        'reconciliation',
        'bankStatements',
        'keyVersions',
        'dataNames',
        'eventKinds',
        'dataCategories',
        'node',
      ],
      ...['ledgerPeriods', 'registeredOperations', 'requestUsage', 'tenantArchives', 'products'],
    ],
  ],
  [
    'the risk officer',
    ({ bank }) => bank.riskOfficer,
    ['collectionCases', 'collectionCase', 'loans', 'node', 'nodes'],
  ],
];

/** What an operation comes to is never more than what was asked for it beforehand. */
export function priced(given: () => LivedInBank): void {
  describe('operations of any shape', () => {
    let schema: GraphQLSchema;

    beforeAll(async () => {
      schema = await publicSchema(given().bank.lender);
    });

    it.each(asked)('that %s asks come to no more than they were priced', async (_, callerOf, roots) => {
      const bank = given();
      const caller = callerOf(bank);
      let answered = 0;
      let closest = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 2 ** 31 - 1 }),
          fc.constantFrom(2, 10, 100),
          async (seed, pageMax) => {
            const random = seededRandom(seed);
            const operation = randomOperation({
              schema,
              random,
              roots,
              pageMax,
              given: (field, argument) => valueOf(bank, random, field, argument),
              leftOut: new Set(['Borrower.inClear', 'LoanStatement.pdf', 'LoansStatement.pdf']),
              levelsMax: 8,
            });
            const { data, errors, cost } = await caller.priced(operation.query, operation.variables);
            // Too large to be looked at, or too dear: nothing ran.
            if (!cost || !data)
              return expect(errors.map((error) => error.extensions.reason)).not.toContain('QUERY_INVALID');
            expect([operation, cost.requested]).toEqual([operation, Math.max(cost.requested, cost.actual)]);
            answered += cost.actual > 5 ? 1 : 0;
            closest = Math.max(closest, cost.actual / cost.requested);
          },
        ),
        { numRuns: 150, endOnFailure: true },
      );
      process.stdout.write(
        `${answered} of 150 operations came to more than 5 points; the closest came to ${(100 * closest).toFixed(0)} % of its price\n`,
      );
      expect(answered).toBeGreaterThan(50);
    });
  });
}

/** Something real of the bank's for an argument that has to be given, told by its name and by whose it is. */
function valueOf(
  bank: LivedInBank,
  random: () => number,
  field: string,
  { name, type }: GraphQLArgument,
): string | undefined {
  const one = (ids: readonly string[]): string => JSON.stringify(ids[Math.floor(random() * ids.length)]);
  const named = getNamedType(type);
  if (isEnumType(named)) return one(named.getValues().map((value) => value.name)).slice(1, -1);
  const { lines, loanIds, caseIds, collectionIds, repaymentIds, statementId, party } = bank;
  const borrowers = lines.map(({ borrowerId }) => borrowerId);
  const creditLines = lines.map(({ lineId }) => lineId);
  const anything = [
    ...loanIds,
    ...borrowers,
    ...creditLines,
    ...caseIds,
    ...collectionIds,
    ...repaymentIds,
    bank.bank.productId,
  ];
  const byName: Readonly<Record<string, string>> = {
    borrowerId: one(borrowers.slice(0, 5)),
    loanId: one(loanIds),
    creditLineId: one(creditLines),
    statementId: JSON.stringify(statementId),
    party: JSON.stringify(party),
    code: '"CN"',
    ids: `[${[one(anything), one(anything), one(anything)].join(', ')}]`,
  };
  const byField: Readonly<Record<string, string>> = {
    'Query.loan': one(loanIds),
    'Query.borrower': one(borrowers),
    'Query.creditLine': one(creditLines),
    'Query.application': one(lines.map(({ applicationId }) => applicationId)),
    'Query.decision': one(lines.map(({ decisionId }) => decisionId)),
    'Query.product': JSON.stringify(bank.bank.productId),
    'Query.collection': one(collectionIds),
    'Query.collectionCase': one(caseIds),
    'Query.node': one(anything),
  };
  const [day, later] = ['2026-01-01', '2026-12-31'];
  const moments: Readonly<Record<string, string>> =
    named.name === 'DateTime'
      ? { since: `"${day}T00:00:00Z"`, until: `"${later}T00:00:00Z"` }
      : { since: `"${day}"`, until: `"${later}"` };
  return byName[name] ?? moments[name] ?? (name === 'id' ? byField[field] : undefined);
}
