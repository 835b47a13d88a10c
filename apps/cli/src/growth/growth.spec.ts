import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fanxing } from '../cli.fixture.js';

jest.setTimeout(60_000);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'growth-'));
  await given('rule.json', {
    currency: 'CNY',
    raise: '50.00',
    cap: '3100.00',
    raiseDay: 5,
    customersPerDay: 30,
    leastPayment: '1.00',
    timeZone: 'Asia/Shanghai',
  });
  await given('payers.json', { ownAccounts: ['me'], ringMembers: { ring: '2026-01-03' } });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function given(name: string, content: object | string): Promise<void> {
  await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

const shared = { amount: '8.00', currency: 'CNY', channel: 'qr', at: '2026-01-02T09:00:00+08:00' };
const lines = (...rows: object[]): string =>
  rows.map((row) => JSON.stringify({ ...shared, ...row })).join('\n');

function show(receipts: string, ...more: string[]) {
  const options = ['--rule', join(folder, 'rule.json'), '--limit', '3000.00', '--since', '2026-01-01'];
  return fanxing(
    ['growth', 'show', '--receipts', '-', ...options, '--payers', join(folder, 'payers.json'), ...more],
    {},
    receipts,
  );
}

describe('fanxing growth show', () => {
  const receipts = lines(
    { id: 'p1', payer: 'ann' },
    { id: 'p2', payer: 'ann' },
    { id: 'p3', payer: 'me' },
    { id: 'p4', payer: 'ring' },
    { id: 'p5', payer: 'bo', at: '2026-01-07T09:00:00+08:00' },
  );

  it('draws it', async () => {
    const { status, stdout } = await show(receipts, '--on', '2026-01-07', '--draw', '-');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^<svg .*<title id="title">Limit on 2026-01-07: 3050.00 CNY/);
  });

  it('tells the limit, its raises, and what ten more customers would bring', async () => {
    const { status, stdout } = await show(receipts, '--on', '2026-01-07', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      limit: '3050.00',
      today: { customers: 1 },
      raises: [{ on: '2026-01-05', customers: 1, raise: '50.00', limit: '3050.00', cut: '0.00' }],
      next: { on: '2026-02-05', customers: 1, raise: '50.00', limit: '3100.00' },
      withTenMore: { customers: 11, raise: '50.00', limit: '3100.00', cut: '500.00' },
    });
    const { stdout: words } = await show(receipts, '--on', '2026-01-02');
    expect(words).toContain('not counted today, OWN_ACCOUNT: 1');
    expect(words).toContain('next raise on 2026-01-05: 50.00 by 1 customers, to 3050.00');
  });

  it.each([
    [
      'an amount of words',
      lines({ id: 'p1', payer: 'ann', amount: 'much' }),
      'AMOUNT_MALFORMED',
      '-:1, amount',
    ],
    ['no payer', lines({ id: 'p1', payer: 'ann' }, { id: 'p2' }), 'INPUT_INVALID', '-:2, payer'],
    [
      'one id twice',
      lines({ id: 'p1', payer: 'ann' }, { id: 'p1', payer: 'bo' }),
      'INPUT_INVALID',
      'standard input, receipts.1.id',
    ],
    ['no JSON', 'ann paid 8.00', 'JSON_INVALID', '-:1'],
  ])('refuses %s, with its place', async (_title, text, code, where) => {
    const { status, stdout } = await show(text, '--on', '2026-01-07', '--json');
    expect(status).toBe(3);
    const { error } = JSON.parse(stdout) as {
      error: { code: string; message: string; details: { reason?: string } };
    };
    expect([error.details.reason ?? error.code, error.message]).toEqual([
      code,
      expect.stringContaining(`(${where})`),
    ]);
  });

  it('refuses a rule that is none, and a day that is none', async () => {
    await given('rule.json', { currency: 'CNY', raise: 50 });
    const rule = await show('', '--on', '2026-01-07', '--json');
    expect(rule.status).toBe(3);
    expect(JSON.parse(rule.stdout)).toMatchObject({
      error: { details: { reason: 'INPUT_INVALID', path: 'rule.raise' } },
    });
    expect((await show('', '--on', '2026-02-30')).status).toBe(2);
  });
});
