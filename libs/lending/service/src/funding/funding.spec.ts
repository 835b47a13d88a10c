import fc from 'fast-check';
import { addDays, type BusinessDate } from '@fanxing/kernel';
import {
  parseShares,
  splitAmount,
  splitEntry,
  type PartyBalances,
  type RemainderRule,
} from '@fanxing/ledger-domain';
import { ask, refusalOf } from '@fanxing/testing';
import { LendingDesk, today, type Tenant } from '../books/lending-desk.fixture.js';

jest.setTimeout(180_000);

let desk: LendingDesk;
beforeAll(async () => {
  desk = await LendingDesk.open();
});
afterAll(() => desk?.close());

const propose = `mutation ($input: ProposeFundingAgreementInput!) { proposeFundingAgreement(input: $input) { id } }`;
const approve = `mutation ($id: ID!) { approveLedgerProposal(input: { proposalId: $id }) { resultId } }`;
const books = `query ($party: String!, $asOf: Date) { fundingPartyBooks(party: $party, asOf: $asOf) { balanced accounts { code balance { amount } } } }`;

interface Given {
  readonly parties: readonly { party: string; share: string }[];
  readonly remainder: RemainderRule;
  readonly leadParty: string;
}

const thirds: Given = {
  parties: [
    { party: 'north', share: '1/3' },
    { party: 'south', share: '2/3' },
  ],
  remainder: 'LEAD',
  leadParty: 'north',
};

async function agree(
  tenant: Tenant,
  creditLineId: string,
  given: Given,
  validFrom: BusinessDate = today,
): Promise<void> {
  const input = {
    idempotencyKey: `agree ${creditLineId} ${validFrom}`,
    creditLineId,
    validFrom,
    reason: 'joint lending',
    ...given,
  };
  const { proposeFundingAgreement } = await ask<{ proposeFundingAgreement: { id: string } }>(
    desk.service,
    tenant.finance,
    propose,
    { input },
  );
  await ask(desk.service, tenant.second, approve, { id: proposeFundingAgreement.id });
}

async function partyBalances(tenant: Tenant, party: string, asOf?: string): Promise<Record<string, string>> {
  const { fundingPartyBooks } = await ask<{
    fundingPartyBooks: { balanced: boolean; accounts: { code: string; balance: { amount: string } }[] };
  }>(desk.service, tenant.auditor, books, { party, asOf });
  expect(fundingPartyBooks.balanced).toBe(true);
  return Object.fromEntries(fundingPartyBooks.accounts.map(({ code, balance }) => [code, balance.amount]));
}

type Changes = readonly (readonly [string, bigint])[];

/** Debits above zero, credits below. */
function linesOf(changes: Changes) {
  return changes
    .filter(([, signed]) => signed !== 0n)
    .map(([accountCode, signed]) => ({
      accountCode,
      side: signed > 0n ? ('debit' as const) : ('credit' as const),
      amountMinor: signed > 0n ? signed : -signed,
    }));
}

/** What the database has each party have, of one loan. */
async function sharesOf(loanId: string): Promise<(code: string, party: string) => bigint> {
  const { rows } = await desk.admin.query<{ code: string; party: string; minor: string }>(
    `SELECT account_code AS code, party, sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END)::text AS minor
     FROM ledger.share_posting WHERE subject_id = $1 GROUP BY 1, 2`,
    [loanId],
  );
  return (code, party) => BigInt(rows.find((row) => row.code === code && row.party === party)?.minor ?? '0');
}

describe('a loan that several parties fund', () => {
  it('gives each party its own books, to the cent, at any day', async () => {
    const tenant = await desk.aTenant();
    const line = await desk.aLine(tenant, 1_000_000n);
    await agree(tenant, line, thirds);
    const loan = await desk.aLoan(tenant, line, 10_000n);
    await desk.accrue(tenant, loan, 5n, today);
    const next = addDays(today, 1);
    await desk.admin.query('UPDATE lending.book SET business_date = $1 WHERE tenant_id = $2', [
      next,
      tenant.id,
    ]);
    await desk.repay(tenant, loan, 5_005n);
    expect(await partyBalances(tenant, 'north', today)).toEqual({
      '1001': '-33.34',
      '1301': '33.34',
      '1311': '0.02',
      '6011': '-0.02',
    });
    expect(await partyBalances(tenant, 'south', today)).toEqual({
      '1001': '-66.66',
      '1301': '66.66',
      '1311': '0.03',
      '6011': '-0.03',
    });
    expect(await partyBalances(tenant, 'north')).toEqual({
      '1001': '-16.65',
      '1301': '16.67',
      '1311': '0.00',
      '6011': '-0.02',
    });
    expect(await partyBalances(tenant, 'south')).toEqual({
      '1001': '-33.30',
      '1301': '33.33',
      '1311': '0.00',
      '6011': '-0.03',
    });
    expect(await partyBalances(tenant, 'nobody')).toEqual({});
    expect(await partyBalances(await desk.aTenant(), 'north')).toEqual({});
  });

  it('keeps the agreement that it was drawn under, and leaves every other loan alone', async () => {
    const tenant = await desk.aTenant();
    const [line, other] = [await desk.aLine(tenant, 1_000_000n), await desk.aLine(tenant, 1_000_000n)];
    const before = await desk.aLoan(tenant, line, 300n);
    await agree(tenant, line, thirds);
    await desk.aLoan(tenant, line, 300n);
    const halves = { ...thirds, parties: thirds.parties.map(({ party }) => ({ party, share: '1/2' })) };
    await agree(tenant, line, halves, addDays(today, 1));
    await desk.aLoan(tenant, line, 300n);
    const failed = await desk.draw(tenant, line, 300n);
    await desk.settle(tenant, failed, false);
    await desk.aLoan(tenant, other, 300n);
    await desk.repay(tenant, before, 300n);
    expect(await partyBalances(tenant, 'north')).toEqual({ '1001': '-2.00', '1301': '2.00' });
    const { fundingAgreements } = await ask<{ fundingAgreements: unknown[] }>(
      desk.service,
      tenant.auditor,
      '{ fundingAgreements { version leadParty remainder validFrom parties { party share } } }',
    );
    expect(fundingAgreements).toMatchObject([
      { version: 2, parties: [{ party: 'north', share: '1/2' }, { party: 'south' }] },
      { version: 1, leadParty: 'north', parties: [{ share: '1/3' }, { share: '2/3' }] },
    ]);
  });

  it.each([
    [
      'shares that are not one',
      {
        ...thirds,
        parties: [
          { party: 'north', share: '1/3' },
          { party: 'south', share: '1/3' },
        ],
      },
      'SHARES_INVALID',
    ],
    ['a lead that is no party', { ...thirds, leadParty: 'west' }, 'SHARES_INVALID'],
    ['a beginning in the past', { ...thirds, validFrom: addDays(today, -1) }, 'INPUT_INVALID'],
    ['a line and a product', { ...thirds, productId: 'product_01m82n8sb1exwvqyewwk8xw3bt' }, 'INPUT_INVALID'],
  ])('is refused with %s', async (_, given, reason) => {
    const tenant = await desk.aTenant();
    const creditLineId = await desk.aLine(tenant, 100n);
    const input = { idempotencyKey: 'k', creditLineId, validFrom: today, reason: 'no', ...given };
    expect(await refusalOf(desk.service, tenant.finance, propose, { input })).toMatchObject({ reason });
    const stranger = await desk.aTenant();
    const own = { idempotencyKey: 'k', creditLineId, validFrom: today, reason: 'no', ...thirds };
    expect(await refusalOf(desk.service, stranger.finance, propose, { input: own })).toMatchObject({
      reason: 'NOT_FOUND',
    });
  });

  it('is shared in the database as the pure rules share it, whatever its life and its parties', async () => {
    const tenant = await desk.aTenant();
    const scenario = fc.record({
      parts: fc.array(fc.bigInt(1n, 9n), { minLength: 2, maxLength: 4 }),
      remainder: fc.constantFrom<RemainderRule>('LEAD', 'LARGEST_REMAINDER'),
      lead: fc.nat(3),
      principal: fc.bigInt(1n, 5_000n),
      steps: fc.array(fc.tuple(fc.boolean(), fc.bigInt(1n, 700n)), { maxLength: 10 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ parts, remainder, lead, principal, steps }) => {
        const whole = parts.reduce((sum, part) => sum + part, 0n);
        const parties = parts.map((part, place) => ({ party: `bank ${place}`, share: `${part}/${whole}` }));
        const given = { parties, remainder, leadParty: `bank ${lead % parts.length}` };
        const shares = parseShares(parties, remainder, given.leadParty);
        const line = await desk.aLine(tenant, 1_000_000n);
        await agree(tenant, line, given);
        const loan = await desk.aLoan(tenant, line, principal);
        let balances: PartyBalances = new Map();
        const enter = (changes: Changes) => {
          ({ balances } = splitEntry(linesOf(changes), shares, balances));
        };
        enter([
          ['1301', principal],
          ['1001', -principal],
        ]);
        let [owed, due, day] = [principal, 0n, today];
        for (const [isRepayment, minor] of steps) {
          if (isRepayment) {
            const paid = minor > owed + due ? owed + due : minor;
            if (paid === 0n) continue;
            await desk.repay(tenant, loan, paid);
            const interest = paid < due ? paid : due;
            enter([
              ['1001', paid],
              ['1311', -interest],
              ['1301', interest - paid],
            ]);
            [owed, due] = [owed - (paid - interest), due - interest];
            // It is closed, and earns nothing any more.
            if (owed === 0n && due === 0n) break;
          } else {
            day = addDays(day, 1);
            await desk.accrue(tenant, loan, minor, day);
            enter([
              ['1311', minor],
              ['6011', -minor],
            ]);
            due += minor;
          }
        }
        const kept = await sharesOf(loan);
        for (const [code, had] of balances)
          had.forEach((minor, place) => expect(kept(code, `bank ${place}`)).toBe(minor));
        expect(balances.get('1301')).toEqual(splitAmount(owed, shares));
      }),
      { numRuns: 40 },
    );
    const { ledgerReconciliation } = await ask<{ ledgerReconciliation: unknown }>(
      desk.service,
      tenant.auditor,
      '{ ledgerReconciliation { holds differences { kind id ledgerMinor subLedgerMinor } } }',
    );
    expect(ledgerReconciliation).toEqual({ holds: true, differences: [] });
  });
});
