import { fanxing } from '../cli.fixture.js';

jest.setTimeout(60_000);

const event = (id: string, day: string, more: object = {}): object => ({
  ...{ id, kind: 'application', at: `2026-11-${day}T09:00:00+08:00`, borrower: 'ann', lender: 'north' },
  ...more,
});

const story = [
  event('e3', '27', { lender: 'south', phone: 'shared' }),
  event('e1', '01'),
  event('e2', '20', { borrower: 'bo', kind: 'overdue', phone: 'shared' }),
  event('e1', '01'),
  event('e4', '28'),
];
const lines = (...events: object[]): string => events.map((each) => JSON.stringify(each)).join('\n');

const lenders = (events: string, ...more: string[]) =>
  fanxing(['network', 'lenders', '--events', '-', '--as-of', '2026-11-28T00:00:00Z', ...more], {}, events);

describe('fanxing network lenders', () => {
  it('tells the figures of each borrower as of a moment, whatever the order of the file', async () => {
    const { status, stdout } = await lenders(lines(...story), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      asOf: '2026-11-28T00:00:00.000Z',
      borrowers: [
        {
          borrower: 'ann',
          figures: {
            'signals.lenders.applications.7d': 1,
            'signals.lenders.applications.30d': 2,
            'signals.lenders.applications.lenders.30d': 2,
            'signals.lenders.sharers.phone': 1,
            'signals.lenders.sharers.overdue.90d': 1,
          },
        },
        { borrower: 'bo', figures: { 'signals.lenders.overdues.7d': 0, 'signals.lenders.overdues.30d': 1 } },
      ],
    });
    expect((await lenders(lines(...story.reverse()), '--json')).stdout).toBe(stdout);
  });

  it('tells one borrower in words, without what is zero', async () => {
    const { stdout } = await lenders(lines(...story), '--borrower', 'bo');
    expect(stdout).toContain('1  instalments missed in 30 days  (signals.lenders.overdues.30d)');
    expect(stdout).not.toContain('ann');
    expect(stdout).not.toMatch(/^ {2}0 /m);
  });

  it.each([
    ['a kind that is none', lines(event('e1', '01', { kind: 'loans' })), '(-:1, kind)'],
    ['no lender', lines(event('e1', '01'), event('e2', '02', { lender: null })), '(-:2, lender)'],
    ['no JSON', 'ann asked', '(-:1)'],
    ['a borrower of whom nothing is told', '', 'nothing is told of cy'],
  ])('refuses %s, with its place', async (_, text, where) => {
    const { status, stderr } = await lenders(text, '--borrower', 'cy');
    expect([status, stderr]).toEqual([3, expect.stringContaining(where)]);
  });

  it('needs a moment with its offset', async () => {
    const { status, stderr } = await fanxing([
      'network',
      'lenders',
      '--events',
      '-',
      '--as-of',
      '2026-11-28',
    ]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('a moment such as')]);
  });
});
