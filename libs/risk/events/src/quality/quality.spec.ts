import fc from 'fast-check';
import { Fault, parseInstant } from '@fanxing/kernel';
import type { CanonicalEvent } from '../event/canonical-event.js';
import { stabilityIndex } from './drift.js';
import { count, countEvent, emptyProfile, type Profile } from './profile.js';
import { FileProfile } from './profile-file.js';
import { outsideShare, reportOn } from './quality-report.js';
import { judgeRule, parseRule, type QualityRule } from './quality-rule.js';
import { boundsOf, numberBucket } from './value-buckets.js';

const instant = (text: string) => parseInstant(text);
const asOf = instant('2026-11-28T00:00:00Z');

function anEvent(index: number, more: Partial<CanonicalEvent> = {}): CanonicalEvent {
  return {
    ...{ id: `e${index}`, borrowerId: 'b', kind: 'payment', currency: 'CNY', amountMinor: 1_000n },
    ...{ direction: 'in', counterparty: null, channel: 'QR', fields: {}, corrects: null },
    at: instant(`2026-11-2${index % 8}T00:00:00Z`),
    ...more,
  };
}

function profileOf(events: readonly CanonicalEvent[], receivedAt = asOf): Profile {
  const profile = emptyProfile();
  for (const event of events) countEvent(profile, event, receivedAt);
  return profile;
}

it('a number lies in its bucket, whose bounds are at most an eighth apart', () => {
  const figure = fc.oneof(
    fc.double({ noNaN: true, min: -1e12, max: 1e12 }).filter((value) => Math.abs(value) > 1e-300),
    fc.integer(),
  );
  fc.assert(
    fc.property(figure, (value) => {
      const { lowest, highest } = boundsOf(numberBucket(value)) ?? { lowest: NaN, highest: NaN };
      expect(lowest).toBeLessThanOrEqual(value);
      expect(highest).toBeGreaterThanOrEqual(value);
      const [small, large] = [Math.abs(lowest), Math.abs(highest)].toSorted((a, b) => a - b);
      expect(large).toBeLessThanOrEqual((small ?? 0) * 1.125);
    }),
  );
});

it('tells completeness, ranges, what came late, twice or out of order, and how fresh it is', () => {
  const events = [
    anEvent(1, { fields: { purpose: 'goods', pieces: 3 } }),
    anEvent(2, { amountMinor: 500_000n, channel: null }),
    anEvent(0),
    anEvent(7),
  ];
  const profile = profileOf(events, instant('2026-11-27T12:00:00Z'));
  count(profile, '', 'duplicates', 4);
  const report = reportOn(profile, undefined, asOf);
  expect(report).toMatchObject({
    ...{ events: 4, duplicates: 4, duplicateShare: 0.5, outOfOrderShare: 0.25, lateShare: 0.75 },
    ...{ latestAt: '2026-11-27T00:00:00.000Z', freshnessSeconds: 86_400 },
  });
  const fields = Object.fromEntries(report.fields.map((field) => [field.field, field]));
  expect(fields['channel']?.completeness).toBe(0.75);
  expect(fields['fields.purpose']).toMatchObject({ completeness: 0.25, lowest: null });
  expect(fields['amount.CNY']).toMatchObject({ completeness: 1, lowest: 10, highest: 5_120 });
  expect(outsideShare(fields['amount.CNY']?.counts ?? new Map(), 0, 4_000)).toBe(0.25);
});

it('knows no value: profiles of other persons in the same buckets are the same', () => {
  const one = profileOf([anEvent(1, { amountMinor: 1_000n, fields: { note: 5.01 } })]);
  const other = profileOf([anEvent(1, { amountMinor: 1_001n, fields: { note: 5.02 } })]);
  expect(one).toEqual(other);
});

it('drift is the population stability index', () => {
  const counts = (yes: number, no: number) =>
    new Map([
      ['present', yes + no],
      ['t1', yes],
      ['t2', no],
    ]);
  const reference = { events: 1_000_000, counts: counts(500_000, 500_000) };
  const current = { events: 1_000_000, counts: counts(700_000, 300_000) };
  const expected = 0.2 * Math.log(0.7 / 0.5) - 0.2 * Math.log(0.3 / 0.5);
  expect(stabilityIndex(reference, current)).toBeCloseTo(expected, 4);
  expect(stabilityIndex(reference, reference)).toBe(0);
  expect(stabilityIndex({ events: 0, counts: undefined }, current)).toBeNull();
  // A field that goes missing has moved too.
  expect(stabilityIndex(reference, { events: 1_000_000, counts: undefined })).toBeGreaterThan(1);
});

describe('a rule', () => {
  const rule = { kind: 'payment', measure: 'COMPLETENESS', field: 'channel', atLeast: 0.95 };
  const report = reportOn(profileOf([anEvent(1), anEvent(2, { channel: null })]), undefined, asOf);
  const outcome = (given: Parameters<typeof parseRule>[0]) => {
    const { value, outcome: result } = judgeRule(parseRule(given, 'rule'), report);
    return [value, result];
  };

  it.each<[Partial<Record<keyof QualityRule, unknown>>, number | null, string]>([
    [rule, 0.5, 'FAIL'],
    [{ ...rule, atLeast: 0.5 }, 0.5, 'PASS'],
    [{ ...rule, field: 'fields.nobody' }, 0, 'FAIL'],
    [{ kind: 'payment', measure: 'FRESHNESS_SECONDS', atMost: 86_400 }, 518_400, 'FAIL'],
    [{ kind: 'payment', measure: 'OUTSIDE_SHARE', field: 'amount.CNY', highest: 100, atMost: 0 }, 0, 'PASS'],
    [{ kind: 'payment', measure: 'OUTSIDE_SHARE', field: 'amount.CNY', highest: 5, atMost: 0 }, 1, 'FAIL'],
    [{ kind: 'payment', measure: 'OUTSIDE_SHARE', field: 'amount.CNY', lowest: 12, atMost: 0 }, 1, 'FAIL'],
    [{ kind: 'payment', measure: 'DRIFT', field: 'channel', atMost: 0.1 }, null, 'NO_DATA'],
    [{ kind: 'payment', measure: 'EVENTS', atLeast: 2 }, 2, 'PASS'],
    [{ kind: 'payment', measure: 'OUT_OF_ORDER_SHARE', atMost: 0 }, 0, 'PASS'],
    [{ kind: 'payment', measure: 'DUPLICATE_SHARE', atMost: 0 }, 0, 'PASS'],
    [{ kind: 'payment', measure: 'LATE_SHARE', atMost: 0.5 }, 1, 'FAIL'],
  ])('%j of what came measures %s: %s', (given, value, result) => {
    expect(outcome(given)).toEqual([value, result]);
  });

  it.each([
    [{ ...rule, kind: 'Pay Ment' }, 'rule.kind'],
    [{ ...rule, measure: 'BEAUTY' }, 'rule.measure'],
    [{ ...rule, field: null }, 'rule.field'],
    [{ ...rule, measure: 'EVENTS' }, 'rule.field'],
    [{ ...rule, field: 'a b' }, 'rule.field'],
    [{ ...rule, atLeast: undefined }, 'rule.atLeast'],
    [{ ...rule, atMost: 'many' }, 'rule.atMost'],
    [{ ...rule, highest: 5 }, 'rule.lowest'],
    [{ ...rule, measure: 'OUTSIDE_SHARE' }, 'rule.lowest'],
  ])('%j is refused at %s', (given, path) => {
    expect(() => parseRule(given, 'rule')).toThrow(
      expect.objectContaining({ reason: 'INPUT_INVALID', path }),
    );
  });
});

it('a file has the same profile wherever it is cut', () => {
  const row = (index: number) =>
    JSON.stringify({
      id: `e${index % 30}`,
      borrowerId: 'b',
      kind: 'payment',
      at: '2026-11-27T00:00:00Z',
      fields: { index },
    });
  const file = Buffer.from([...Array(40).keys()].map(row).join('\n') + '\nno event\n');
  const read = (cut: number) => {
    const profile = new FileProfile('NDJSON', asOf);
    const consumed = profile.take(file.subarray(0, cut), false);
    profile.take(file.subarray(consumed), true);
    return { kinds: profile.kinds, rejected: profile.rejected, rows: profile.rows };
  };
  const whole = read(file.length);
  expect(whole.rejected).toEqual(new Map([['INPUT_INVALID', 1]]));
  expect(reportOn(whole.kinds.get('payment') ?? emptyProfile(), undefined, asOf)).toMatchObject({
    ...{ events: 30, duplicates: 10 },
  });
  for (let cut = 0; cut < file.length; cut += 37) expect(read(cut)).toEqual(whole);
  expect(() => new FileProfile('CSV', asOf).take(Buffer.from('a,b\n'), true)).toThrow(Fault);
});
