import fc from 'fast-check';
import { Fault, formatMinor, formatRate, parseCurrency } from '@fanxing/kernel';
import { parseProductTerms } from './parse-product-terms.js';
import { formatProductTerms, longest } from './product-terms.js';

const sound = {
  kind: 'REVOLVING',
  currency: 'CNY',
  limitMin: '500.00',
  limitMax: '300000.00',
  dailyRateMin: '0.0002',
  dailyRateMax: '0.0005',
  dayCount: 'ACT/365',
  drawMin: '100.00',
  termDays: 90,
  lineTermDays: 365,
  offerValidMinutes: 1440,
  interestRounding: 'half-up',
};

function faultOf(input: unknown): Fault {
  try {
    parseProductTerms(input);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('these terms were accepted');
}

describe('reading product terms', () => {
  it('reads a revolving product into exact amounts and rates', () => {
    expect(parseProductTerms(sound)).toEqual({
      kind: 'REVOLVING',
      currency: 'CNY',
      limitMinMinor: 50_000n,
      limitMaxMinor: 30_000_000n,
      dailyRateMin: { units: 200_000_000n },
      dailyRateMax: { units: 500_000_000n },
      dayCount: 'ACT/365',
      drawMinMinor: 10_000n,
      termDays: 90,
      lineTermDays: 365,
      offerValidMinutes: 1440,
      interestRounding: 'half-up',
    });
  });

  it('rounds interest half-up over ACT/365 when the terms do not say', () => {
    const { dayCount: _, interestRounding: __, ...rest } = sound;
    expect(parseProductTerms(rest)).toMatchObject({ dayCount: 'ACT/365', interestRounding: 'half-up' });
  });

  it.each<[string, object, string, string]>([
    ['limitMax', { limitMax: '499.99' }, 'INPUT_INVALID', 'limitMax must not be below limitMin'],
    ['limitMin', { limitMin: '0.00' }, 'INPUT_INVALID', 'limitMin must be greater than zero'],
    ['limitMin', { limitMin: '-1' }, 'INPUT_INVALID', 'limitMin must be greater than zero'],
    ['limitMin', { limitMin: undefined }, 'INPUT_INVALID', 'limitMin is missing'],
    ['limitMin', { limitMin: 500 }, 'INPUT_INVALID', 'limitMin is missing or not a text'],
    ['limitMax', { limitMax: '1.001' }, 'AMOUNT_TOO_PRECISE', '1.001'],
    ['limitMax', { limitMax: '1e9' }, 'AMOUNT_MALFORMED', '1e9'],
    ['drawMin', { drawMin: '500.01' }, 'INPUT_INVALID', 'the smallest line could not be drawn'],
    ['dailyRateMax', { dailyRateMax: '0.001000000001' }, 'INPUT_INVALID', '36.5 % a year'],
    ['dailyRateMax', { dailyRateMax: '0.0001' }, 'INPUT_INVALID', 'must not be below dailyRateMin'],
    ['dailyRateMin', { dailyRateMin: '-0.0001' }, 'INPUT_INVALID', 'must not be negative'],
    ['dailyRateMin', { dailyRateMin: '5%' }, 'RATE_MALFORMED', '5%'],
    ['currency', { currency: 'RMB' }, 'CURRENCY_UNKNOWN', 'RMB'],
    ['kind', { kind: 'BULLET' }, 'INPUT_INVALID', 'kind must be REVOLVING'],
    ['dayCount', { dayCount: '30/360' }, 'INPUT_INVALID', 'dayCount must be ACT/365'],
    ['interestRounding', { interestRounding: 'up-ish' }, 'INPUT_INVALID', 'half-up or half-even'],
    ['termDays', { termDays: 0 }, 'INPUT_INVALID', 'from 1 to 1096'],
    ['termDays', { termDays: 1.5 }, 'INPUT_INVALID', 'whole number'],
    ['termDays', { termDays: '90' }, 'INPUT_INVALID', 'whole number'],
    ['lineTermDays', { lineTermDays: 3_654 }, 'INPUT_INVALID', 'from 1 to 3653'],
    ['offerValidMinutes', { offerValidMinutes: Number.NaN }, 'INPUT_INVALID', 'whole number'],
    ['limit', { limit: '1.00' }, 'INPUT_INVALID', 'Terms have no field "limit"'],
  ])('names %s when it is at fault: %j', (field, change, reason, problem) => {
    const fault = faultOf({ ...sound, ...change });
    expect(fault.path).toBe(`input.terms.${field}`);
    expect(fault.reason).toBe(reason);
    expect(fault.message).toContain(problem);
  });

  it.each([null, undefined, 'REVOLVING', [sound]])('refuses what is no object: %j', (input) => {
    expect(faultOf(input)).toMatchObject({ reason: 'INPUT_INVALID', path: 'input.terms' });
  });

  it('accepts the bounds themselves: one limit, one rate, the highest rate', () => {
    const tight = {
      limitMin: '500',
      limitMax: '500',
      drawMin: '500',
      dailyRateMin: '0.001',
      dailyRateMax: '0.001',
    };
    expect(parseProductTerms({ ...sound, ...tight })).toMatchObject({
      limitMinMinor: 50_000n,
      limitMaxMinor: 50_000n,
    });
    expect(parseProductTerms({ ...sound, dailyRateMin: '0' }).dailyRateMin).toEqual({ units: 0n });
  });

  it('reads back exactly what it wrote, in currencies with and without decimals', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });
    const rate = fc.bigInt({ min: 0n, max: 10n ** 9n });
    fc.assert(
      fc.property(
        fc.constantFrom('CNY', 'JPY', 'KWD').map((code) => parseCurrency(code)),
        fc.tuple(amount, amount, amount).map((amounts) => amounts.sort((a, b) => (a < b ? -1 : 1))),
        fc.tuple(rate, rate).map((rates) => rates.sort((a, b) => (a < b ? -1 : 1))),
        fc.integer({ min: 1, max: longest.termDays }),
        (currency, [drawMin, limitMin, limitMax], [rateMin, rateMax], termDays) => {
          const written = {
            ...sound,
            currency,
            drawMin: formatMinor(drawMin!, currency),
            limitMin: formatMinor(limitMin!, currency),
            limitMax: formatMinor(limitMax!, currency),
            dailyRateMin: formatRate({ units: rateMin! }),
            dailyRateMax: formatRate({ units: rateMax! }),
            termDays,
          };
          const terms = parseProductTerms(written);
          expect(terms.limitMaxMinor).toBe(limitMax);
          expect(terms.dailyRateMin.units).toBe(rateMin);
          expect(formatProductTerms(terms)).toEqual(written);
        },
      ),
    );
  });
});
