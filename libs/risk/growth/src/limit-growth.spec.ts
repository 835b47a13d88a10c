import fc from 'fast-check';
import { addDays, businessDateAt, parseBusinessDate, parseInstant, type BusinessDate } from '@fanxing/kernel';
import {
  judgeReceipts,
  limitGrowth,
  parseGrowthRule,
  type GrowthRuleInput,
  type KnownPayers,
  type Receipt,
} from './index.js';

const written: GrowthRuleInput = {
  currency: 'CNY',
  raise: '50.00',
  cap: '1000.00',
  raiseDay: 5,
  customersPerDay: 3,
  leastPayment: '1.00',
  timeZone: 'Asia/Shanghai',
};
const rule = parseGrowthRule(written);
const start = { limitMinor: 500_00n, on: parseBusinessDate('2026-01-01') };
const day = (text: string) => parseBusinessDate(text);

let ids = 0;
function paid(at: string, payer: string, more: Partial<Receipt> = {}): Receipt {
  ids += 1;
  const fields = { amountMinor: 8_00n, currency: 'CNY', channel: 'qr', ...more };
  return { id: `r${ids}`, at: parseInstant(at), payer, ...fields };
}

/** A shop's payers over four months: few, so that they come again. */
const someReceipts: fc.Arbitrary<Receipt[]> = fc
  .array(
    fc.record({
      hours: fc.nat(120 * 24),
      late: fc.option(fc.nat(40 * 24), { nil: undefined }),
      payer: fc.integer({ min: 1, max: 30 }),
      amountMinor: fc.constantFrom(50n, 1_00n, 25_00n),
      channel: fc.constantFrom('qr', 'qr', 'transfer'),
    }),
    { maxLength: 80 },
  )
  .map((rows) =>
    rows.map(({ hours, late, payer, ...rest }, index) => ({
      id: `p${index}`,
      at: after(hours),
      ...(late === undefined ? {} : { knownAt: after(hours + late) }),
      payer: `payer ${payer}`,
      currency: 'CNY',
      ...rest,
    })),
  );
const someRule = fc
  .record({
    raiseDay: fc.integer({ min: 1, max: 28 }),
    customersPerDay: fc.constantFrom(1, 2, 1_000),
    countsAgainAfterDays: fc.constantFrom(null, 1, 30),
    cap: fc.constantFrom('400.00', '700.00', '100000.00'),
  })
  .map((fields) => parseGrowthRule({ ...written, ...fields }));
const someRings: fc.Arbitrary<KnownPayers> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat(120)), { maxLength: 8 })
  .map((members) => ({
    ringMembers: new Map(members.map(([payer, days]) => [`payer ${payer}`, addDays(start.on, days)])),
    ownAccounts: new Set(['payer 7']),
  }));

function after(hours: number) {
  return parseInstant(new Date(Date.UTC(2026, 0, 1) + hours * 3_600_000).toISOString());
}

describe('a limit that grows with customers', () => {
  it('grows on the raise day by 50.00 for each, to the cap', () => {
    const receipts = [
      paid('2026-01-02T09:00:00+08:00', 'ann'),
      paid('2026-01-04T23:59:00+08:00', 'bo'),
      // On the raise day itself: for the next one.
      paid('2026-01-05T00:00:00+08:00', 'cai'),
    ];
    expect(limitGrowth(rule, start, receipts, day('2026-01-04'))).toMatchObject({
      limitMinor: 500_00n,
      raises: [],
      today: { customers: 1 },
      next: { on: '2026-01-05', customers: 2, raiseMinor: 100_00n, limitMinor: 600_00n, cutMinor: 0n },
      withTenMore: { customers: 12, raiseMinor: 500_00n, limitMinor: 1_000_00n, cutMinor: 100_00n },
    });
    expect(limitGrowth(rule, start, receipts, day('2026-01-05'))).toMatchObject({
      limitMinor: 600_00n,
      raises: [{ on: '2026-01-05', customers: 2, raiseMinor: 100_00n, limitMinor: 600_00n }],
      today: { customers: 1 },
      next: { on: '2026-02-05', customers: 1, limitMinor: 650_00n },
    });
  });

  it('says of each receipt why it brings no customer', () => {
    const known = {
      ownAccounts: new Set(['me']),
      ringMembers: new Map([
        ['ring', day('2026-01-20')],
        ['late', day('2026-02-05')],
      ]),
    };
    const told: [string, Partial<Receipt>, string | null][] = [
      ['ann', {}, null],
      ['ann', {}, 'COUNTED_BEFORE'],
      ['me', {}, 'OWN_ACCOUNT'],
      ['ring', {}, 'RING_MEMBER'],
      ['late', {}, null],
      ['bo', { amountMinor: 99n }, 'TOO_SMALL'],
      ['bo', { channel: 'transfer' }, 'OTHER_CHANNEL'],
      ['bo', { currency: 'USD' }, 'OTHER_CURRENCY'],
      ['cai', {}, null],
      ['dong', {}, 'DAY_IS_FULL'],
    ];
    const receipts = told.map(([payer, more], minute) =>
      paid(`2026-01-10T12:0${minute}:00+08:00`, payer, more),
    );
    expect(judgeReceipts(rule, receipts, known).map(({ uncounted }) => uncounted)).toEqual(
      told.map(([, , reason]) => reason),
    );
    // The ring of "late" was found on the raise day: the raise stands, and is told of.
    expect(limitGrowth(rule, start, receipts, day('2026-03-01'), known).suspectMinor).toBe(50_00n);
  });

  it('counts a receipt that became known after a raise for the next one', () => {
    const late = paid('2026-01-02T09:00:00+08:00', 'ann', {
      knownAt: parseInstant('2026-01-06T09:00:00+08:00'),
    });
    expect(
      limitGrowth(rule, start, [late], day('2026-02-05')).raises.map(({ customers }) => customers),
    ).toEqual([0, 1]);
  });

  it('leaves a limit above the cap where it is', () => {
    const above = { ...start, limitMinor: 1_200_00n };
    const grown = limitGrowth(rule, above, [paid('2026-01-02T09:00:00Z', 'ann')], day('2026-01-31'));
    expect(grown).toMatchObject({ limitMinor: 1_200_00n, raises: [{ raiseMinor: 0n, cutMinor: 50_00n }] });
  });

  it('is the same in any order of receipts and with each told twice', () => {
    fc.assert(
      fc.property(
        someRule,
        someReceipts,
        someRings,
        fc.infiniteStream(fc.nat()),
        (some, receipts, known, keys) => {
          const shuffled = [...receipts, ...receipts]
            .map((receipt) => [keys.next().value as number, receipt] as const)
            .sort(([one], [other]) => one - other)
            .map(([, receipt]) => receipt);
          const on = day('2026-04-20');
          expect(limitGrowth(some, start, shuffled, on, known)).toEqual(
            limitGrowth(some, start, receipts, on, known),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never changes what has been: known by a day, or known later, the ledger begins the same', () => {
    fc.assert(
      fc.property(someRule, someReceipts, someRings, fc.nat(120), (some, receipts, known, days) => {
        const then = addDays(start.on, days);
        const knownThen = receipts.filter((each) => dayKnown(each) <= then);
        const ringsThen = new Map([...(known.ringMembers ?? [])].filter(([, found]) => found <= then));
        const atThatTime = limitGrowth(some, start, knownThen, then, { ...known, ringMembers: ringsThen });
        const later = limitGrowth(some, start, receipts, day('2026-05-31'), known);
        expect(later.raises.slice(0, atThatTime.raises.length)).toEqual(atThatTime.raises);
      }),
      { numRuns: 300 },
    );
  });

  it('is what its ledger adds up to, never falls, never passes the cap, and counts nobody twice', () => {
    fc.assert(
      fc.property(someRule, someReceipts, someRings, (some, receipts, known) => {
        const grown = limitGrowth(some, start, receipts, day('2026-04-20'), known);
        const raised = grown.raises.reduce((sum, { raiseMinor }) => sum + raiseMinor, 0n);
        expect(grown.limitMinor).toBe(start.limitMinor + raised);
        expect(grown.raises.every(({ raiseMinor, cutMinor }) => raiseMinor >= 0n && cutMinor >= 0n)).toBe(
          true,
        );
        if (raised > 0n) expect(grown.limitMinor <= some.capMinor).toBe(true);
        const counted = judgeReceipts(some, receipts, known).filter((each) => each.uncounted === null);
        for (const { payer } of counted) {
          const days = counted.filter((each) => each.payer === payer).length;
          if (some.countsAgainAfterDays === null) expect(days).toBe(1);
          expect(payer).not.toBe('payer 7');
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    ['no raise', { raise: '0.00' }, 'AMOUNT_NOT_POSITIVE', 'rule.raise'],
    ['a raise of words', { raise: 'much' }, 'AMOUNT_MALFORMED', 'rule.raise'],
    ['a raise that is a number', { raise: 50 }, 'INPUT_INVALID', 'rule.raise'],
    ['an unknown currency', { currency: 'XXZ' }, 'CURRENCY_UNKNOWN', 'rule.currency'],
    ['channels that are one text', { channels: 'qr' }, 'INPUT_INVALID', 'rule.channels'],
    ['no zone at all', { timeZone: undefined }, 'INPUT_INVALID', 'rule.timeZone'],
    ['a 31st', { raiseDay: 31 }, 'INPUT_INVALID', 'rule.raiseDay'],
    ['half a customer', { customersPerDay: 0.5 }, 'INPUT_INVALID', 'rule.customersPerDay'],
    ['no channel', { channels: [] }, 'INPUT_INVALID', 'rule.channels'],
    ['no time zone', { timeZone: 'Mars/Olympus' }, 'TIME_ZONE_UNKNOWN', 'rule.timeZone'],
  ])('refuses a rule with %s', (_title, fields, reason, path) => {
    expect(() => parseGrowthRule({ ...written, ...fields })).toThrow(
      expect.objectContaining({ reason, path }),
    );
  });

  it('refuses two payments under one id', () => {
    const one = paid('2026-01-02T09:00:00Z', 'ann');
    expect(() => judgeReceipts(rule, [one, { ...one, payer: 'bo' }])).toThrow(
      expect.objectContaining({ reason: 'INPUT_INVALID', path: 'receipts.1.id' }),
    );
  });
});

function dayKnown({ at, knownAt }: Receipt): BusinessDate {
  return businessDateAt(knownAt !== undefined && knownAt > at ? knownAt : at, rule.timeZone);
}
