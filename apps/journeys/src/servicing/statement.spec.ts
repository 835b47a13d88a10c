import { aLine, aLoan, yuan, type Line } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { addDays, LoanDesk } from '../one-loan/loan-desk.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

interface Statement {
  readonly loan: { readonly id: string };
  readonly csv: string;
  readonly zh: string;
  readonly lines: readonly {
    readonly on: string;
    readonly kind: string;
    readonly paid: { readonly amount: string };
    readonly principal: { readonly amount: string };
    readonly interest: { readonly amount: string };
    readonly outstanding: { readonly amount: string };
  }[];
}

it('says entry by entry what happened to a loan, also as a file in both languages', async () => {
  const desk = new LoanDesk(bank);
  const { lineId } = await aLine(bank, 'Li');
  const loanId = await aLoan(bank, lineId, '10000.00', 'a statement');
  const { drawnOn } = await desk.loanOf(loanId);
  await desk.passDays(2);
  const { id: repaymentId } = await desk.repay(loanId, '1008.00');
  await bank.lender.do(
    'reverseRepayment',
    { idempotencyKey: 'undo', repaymentId, reason: 'a mistake' },
    'id',
  );
  await bank.lender.do('repay', { idempotencyKey: 'all', loanId, amount: yuan('10008.00') }, 'id');
  const { statement } = await bank.lender.ask<{ statement: Statement }>(
    `query ($id: ID!) { statement: loanStatement(loanId: $id) { loan { id } csv zh: csv(language: ZH)
       lines { on kind paid { amount } principal { amount } interest { amount } outstanding { amount } } } }`,
    { id: loanId },
  );
  const shown = statement.lines.map(({ on, kind, paid, principal, interest, outstanding }) =>
    [on, kind, paid.amount, principal.amount, interest.amount, outstanding.amount].join(' '),
  );
  const paidOn = addDays(drawnOn, 2);
  expect(shown).toEqual([
    `${drawnOn} DRAWDOWN -10000.00 10000.00 0.00 10000.00`,
    `${drawnOn} ACCRUAL 0.00 0.00 4.00 10000.00`,
    `${addDays(drawnOn, 1)} ACCRUAL 0.00 0.00 4.00 10000.00`,
    `${paidOn} REPAYMENT 1008.00 -1000.00 -8.00 9000.00`,
    `${paidOn} REVERSAL -1008.00 1000.00 8.00 10000.00`,
    `${paidOn} REPAYMENT 10008.00 -10000.00 -8.00 0.00`,
  ]);
  expect(statement.loan.id).toBe(loanId);
  const rows = statement.csv.split('\r\n');
  expect(rows[0]).toBe('date,kind,paid,principal,interest,fee,penalty,outstanding,currency,entry');
  expect(rows[1]).toMatch(`${drawnOn},DRAWDOWN,-10000.00,10000.00,0.00,0.00,0.00,10000.00,CNY,entry_`);
  expect(rows).toHaveLength(8);
  expect(statement.zh.split('\r\n')[1]).toMatch(`${drawnOn},放款,`);
});

describe('a statement as a file', () => {
  let loanId: string;
  let line: Line;

  beforeAll(async () => {
    line = await aLine(bank, 'Sun');
    loanId = await aLoan(bank, line.lineId, '500.00', 'a file');
    await aLoan(bank, line.lineId, '700.00', 'another');
  });

  async function download(path: string, given?: string): Promise<Response> {
    const authorization = given ?? (await bank.lender.authorization());
    return fetch(`${platform.ready.urls.gateway}/statements/${path}`, { headers: { authorization } });
  }

  it.each(['ZH', 'EN'])(
    'is a PDF in %s that nobody else keeps, the same bytes each time',
    async (language) => {
      const answer = await download(`loans/${loanId}?language=${language}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/pdf');
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      expect(answer.headers.get('content-disposition')).toBe(
        `attachment; filename="statement-${loanId}-${language.toLowerCase()}.pdf"`,
      );
      const file = Buffer.from(await answer.arrayBuffer());
      expect(file.subarray(0, 5).toString()).toBe('%PDF-');
      const again = await download(`loans/${loanId}?language=${language}`);
      expect(Buffer.from(await again.arrayBuffer()).equals(file)).toBe(true);
    },
  );

  it('is a table that spreadsheets read, or JSON, of a loan, a line or all of a borrower', async () => {
    const csv = await (await download(`credit-lines/${line.lineId}?format=csv&language=EN`)).arrayBuffer();
    const rows = Buffer.from(csv).toString('utf8').split('\r\n');
    expect(rows[0]).toBe(
      '\uFEFFdate,kind,paid,principal,interest,fee,penalty,outstanding,currency,entry,loan',
    );
    expect(rows.slice(1, 3).map((row) => row.split(',')[3])).toEqual(['500.00', '700.00']);
    const json = (await (await download(`borrowers/${line.borrowerId}?format=json`)).json()) as {
      lines: { loanId: string; kind: string; paid: { amount: string } }[];
    };
    expect(json.lines.map(({ kind, paid }) => `${kind} ${paid.amount}`)).toEqual([
      'DRAWDOWN -500.00',
      'DRAWDOWN -700.00',
    ]);
    expect(json.lines[0]?.loanId).toBe(loanId);
  });

  it('is had with a token that may read loans, and with no other', async () => {
    const south = await aTenant(platform, 'south');
    const theirs = await south.lender.authorization();
    const refused: [string, string | undefined, number, string][] = [
      [`loans/${loanId}`, 'Bearer nonsense', 401, 'TOKEN_INVALID'],
      [`loans/${loanId}`, theirs, 404, 'NOT_FOUND'],
      [`borrowers/${line.borrowerId}`, theirs, 404, 'NOT_FOUND'],
      [`credit-lines/${line.lineId}`, theirs, 404, 'NOT_FOUND'],
      [`loans/${loanId}?format=docx`, undefined, 400, 'INPUT_INVALID'],
      [`loans/${loanId}?from=2026-02-30`, undefined, 400, 'DATE_MALFORMED'],
      [`loans/${loanId}?from=2026-03-01&to=2026-02-01`, undefined, 400, 'INPUT_INVALID'],
      [`loans/${loanId}?all=true`, undefined, 400, 'INPUT_INVALID'],
      [`ledgers/${loanId}`, undefined, 404, 'ROUTE_NOT_FOUND'],
    ];
    for (const [path, token, status, reason] of refused) {
      const answer = await download(path, token);
      const { errors } = (await answer.json()) as { errors: { extensions: { reason: string } }[] };
      expect([path, answer.status, errors[0]?.extensions.reason]).toEqual([path, status, reason]);
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
    }
    const bare = await fetch(`${platform.ready.urls.gateway}/statements/loans/${loanId}`);
    expect(bare.status).toBe(401);
  });
});
