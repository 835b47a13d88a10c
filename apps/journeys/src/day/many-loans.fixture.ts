import { aLine, draw, untilSettled } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';
import { aLineUnder, publishServiced } from '../servicing/serviced-product.fixture.js';

/** A bank whose loans go through days' ends; the same name of a loan is the same loan in every bank made here. */
export interface LendingBank {
  readonly tenant: Tenant;
  readonly lineId: string;
  /** Loans that were drawn through the API, by name. */
  readonly loans: ReadonlyMap<string, string>;
}

const everyOtherDay = { periods: 6, every: { unit: 'DAY', count: 2 }, feeAmount: '1.50' };
const strictly = {
  termDays: 3,
  servicing: {
    overpayment: 'KEEP',
    penalty: { dailyRate: '0.0002', graceDays: 1, compounding: 'COMPOUND', capRate: '0.1' },
    bucketFromDays: [1, 3, 5],
    tierFromDays: [1, 3, 5, 7],
    nonAccrualAfterDays: 4,
    provisioning: { basis: 'TIER' },
  },
};
const byExpectedLoss = {
  servicing: {
    penalty: { dailyRate: '0.0003' },
    provisioning: { basis: 'EXPECTED_LOSS', stagePd: ['0.01', '0.1', '1'], lgd: '0.45' },
  },
};

/** What is lent on: by the day and strictly, in instalments of several methods, and by two banks together. */
const products: Readonly<Record<string, Record<string, unknown>>> = {
  strict: strictly,
  level: { repayment: { method: 'EQUAL_INSTALMENT', ...everyOtherDay }, ...byExpectedLoss },
  flat: { repayment: { method: 'FLAT', ...everyOtherDay }, servicing: strictly.servicing },
  balloon: {
    repayment: { method: 'BALLOON', ...everyOtherDay, balloonRate: '0.4' },
    servicing: byExpectedLoss.servicing,
  },
  shared: { repayment: { method: 'EQUAL_PRINCIPAL', ...everyOtherDay }, servicing: strictly.servicing },
};

/** A bank with two loans under each product, and `copies` of each that is nobody else's, all paid out today. */
export async function aBankWithLoans(
  platform: RunningPlatform,
  slug: string,
  copies: number,
): Promise<LendingBank> {
  const tenant = await aTenant(platform, slug);
  const { lineId } = await aLine(tenant, 'at will');
  const loans = new Map<string, string>();
  await Promise.all(
    Object.entries(products).map(async ([code, terms]) => {
      const productId = await publishServiced(tenant, code, terms);
      if (code === 'shared') await share(tenant, productId);
      const line = await aLineUnder(tenant, productId, code);
      for (const [place, amount] of ['3000.00', '1234.56'].entries()) {
        const name = `${code} ${place}`;
        const { id } = await draw(tenant, line.lineId, amount, name);
        await untilSettled(tenant, id);
        loans.set(name, id);
      }
    }),
  );
  for (const [name, id] of loans) if (!name.startsWith('shared')) await copy(platform, tenant, id, copies);
  await queryAll(platform, 'ANALYZE');
  return { tenant, lineId, loans };
}

/** Two thirds of it are another bank's money. */
async function share(tenant: Tenant, productId: string): Promise<void> {
  const { businessDate } = await tenant.lender.ask<{ businessDate: string }>('{ businessDate }');
  const parties = [
    { party: 'north', share: '1/3' },
    { party: 'partner', share: '2/3' },
  ];
  const agreement = { productId, leadParty: 'north', parties, remainder: 'LARGEST_REMAINDER' };
  const { id } = await tenant.owner.do<{ id: string }>(
    'proposeFundingAgreement',
    { idempotencyKey: 'shares', validFrom: businessDate, reason: 'together', ...agreement },
    'id',
  );
  await tenant.approver.do('approveLedgerProposal', { proposalId: id }, 'status');
}

/** The last five characters of an id, counted up in its own alphabet. */
const nextId = (column: string): string =>
  `left(${column}, length(${column}) - 4) || (
     SELECT string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + (n >> (5 * place)) % 32, 1), '' ORDER BY place DESC)
     FROM generate_series(0, 3) AS place)`;

/** The same loan so many times more, each with its instalments and its own entry, straight into the tables. */
async function copy(
  platform: RunningPlatform,
  { id: tenantId }: Tenant,
  loanId: string,
  copies: number,
): Promise<void> {
  const from = `CROSS JOIN generate_series(1, ${copies}) AS n`;
  const change = (row: string, columns: Record<string, string>): string =>
    `SELECT (jsonb_populate_record(${row}, jsonb_build_object(${Object.entries(columns)
      .map(([column, value]) => `'${column}', ${value}`)
      .join(', ')}))).*`;
  const [loan] = await queryAll<{ tenant_id: string; entry_id: string }>(
    platform,
    'SELECT tenant_id, entry_id FROM lending.loan WHERE id = $1',
    [loanId],
  );
  if (!loan) throw new Error(`${loanId} of ${tenantId} is not there`);
  const entryId = loan.entry_id;
  for (const [statement, id] of [
    [
      `INSERT INTO ledger.journal_entry ${change('e', { id: nextId('e.id'), cause_id: nextId('e.cause_id') })} FROM ledger.journal_entry e ${from} WHERE e.id = $1`,
      entryId,
    ],
    [
      `INSERT INTO ledger.posting ${change('p', { entry_id: nextId('p.entry_id') })} FROM ledger.posting p ${from} WHERE p.entry_id = $1`,
      entryId,
    ],
    [
      `INSERT INTO lending.loan ${change('l', { id: nextId('l.id'), entry_id: nextId('l.entry_id') })} FROM lending.loan l ${from} WHERE l.id = $1`,
      loanId,
    ],
    [
      `INSERT INTO lending.instalment ${change('i', { loan_id: nextId('i.loan_id') })} FROM lending.instalment i ${from} WHERE i.loan_id = $1`,
      loanId,
    ],
    [
      `UPDATE lending.credit_line SET used_minor = used_minor + ${copies} * loan.principal_minor, limit_minor = limit_minor + ${copies} * loan.principal_minor
       FROM lending.loan WHERE loan.id = $1 AND credit_line.id = loan.credit_line_id AND credit_line.tenant_id = loan.tenant_id`,
      loanId,
    ],
  ] as const)
    await queryAll(platform, statement, [id]);
}
