import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fanxing } from '../cli.fixture.js';

jest.setTimeout(60_000);

const domain = join(import.meta.dirname, '../../../../libs/lending/domain/src');

function firstOf<Case>(file: string): Case {
  const [line = ''] = readFileSync(join(domain, file), 'utf8').split('\n');
  return JSON.parse(line) as Case;
}

describe('fanxing schedule', () => {
  it('prints the instalments of the terms as the published reference has them', async () => {
    const { terms, instalments } = firstOf<{ terms: Record<string, unknown>; instalments: string[][] }>(
      'schedule/schedule-cases.ndjson',
    );
    const { status, stdout, stderr } = await fanxing(
      ['schedule', '--terms', '-', '--json'],
      {},
      JSON.stringify(terms),
    );
    expect([status, stderr]).toEqual([0, '']);
    const shown = JSON.parse(stdout) as { instalments: Record<string, string>[]; apr: string };
    expect(
      shown.instalments.map(({ dueOn, principal, interest, balance }) => [
        dueOn,
        principal,
        interest,
        balance,
      ]),
    ).toEqual(instalments);
    expect(shown.apr).toMatch(/^0\.06/);
    const people = await fanxing(['schedule', '--terms', '-'], {}, JSON.stringify(terms));
    expect(people.stdout).toMatch(/a year: 0\.06.* simple \(单利\)/);
  });

  it('says which field is wrong, with status 3', async () => {
    const bad: [string, object][] = [
      ['INPUT_INVALID', { principal: '100.00', currency: 'CNY', annualRate: '0.1', method: 'levl' }],
      ['AMOUNT_TOO_PRECISE', { principal: '100.005' }],
      ['INPUT_INVALID', { annualRate: '18' }],
    ];
    const terms = {
      principal: '100.00',
      currency: 'CNY',
      annualRate: '0.1',
      method: 'bullet',
      periods: 1,
      every: { unit: 'month', count: 1 },
      disbursedOn: '2026-01-31',
    };
    for (const [reason, change] of bad) {
      const ran = await fanxing(
        ['schedule', '--terms', '-', '--json'],
        {},
        JSON.stringify({ ...terms, ...change }),
      );
      expect(ran.status).toBe(3);
      expect(JSON.parse(ran.stdout)).toMatchObject({
        error: { code: 'BAD_USER_INPUT', details: { reason } },
      });
    }
    const ran = await fanxing(['schedule', '--terms', '-', '--json'], {}, 'no JSON');
    expect([ran.status, JSON.parse(ran.stdout)]).toMatchObject([3, { error: { code: 'NOT_JSON' } }]);
    expect((await fanxing(['schedule', '--terms', '/nowhere'])).status).toBe(2);
  });
});

describe('fanxing line', () => {
  it('plays a story day by day', async () => {
    const { story, result } = firstOf<{ story: object; result: object }>('story/line-stories.ndjson');
    const { status, stdout } = await fanxing(['line', '--story', '-', '--json'], {}, JSON.stringify(story));
    expect([status, JSON.parse(stdout)]).toEqual([0, result]);
    expect((await fanxing(['line', '--story', '-'], {}, JSON.stringify(story))).stdout).toMatch(
      /interest 50\.00/,
    );
  });
});
