import { Fault } from '@fanxing/kernel';
import { parseProductTerms } from './parse-product-terms.js';
import { formatProductTerms } from './product-terms.js';

const sound = {
  kind: 'REVOLVING',
  currency: 'CNY',
  limitMin: '500.00',
  limitMax: '300000.00',
  dailyRateMin: '0.0002',
  dailyRateMax: '0.0005',
  drawMin: '100.00',
  termDays: 90,
  lineTermDays: 365,
  offerValidMinutes: 1440,
};
const repayment = {
  method: 'EQUAL_INSTALMENT',
  periods: 12,
  every: { unit: 'MONTH', count: 1 },
  graceOnPrincipal: 1,
  moratorium: 2,
  dueDay: 21,
  firstPeriodMinDays: 10,
  holidays: { calendar: 'CN', convention: 'MODIFIED_FOLLOWING' },
  remainder: 'FIRST',
};
const fee = { name: 'service', charged: 'DEDUCTED', rate: '0.01' };

function faultOf(change: Record<string, unknown>): Fault {
  try {
    parseProductTerms({ ...sound, ...change });
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('these terms were accepted');
}

describe('the schedule that a product promises', () => {
  it('is read and written back with all of its terms', () => {
    const given = { ...sound, repayment, upfrontFees: [fee, { ...fee, name: 'more', charged: 'ADDED' }] };
    const written = formatProductTerms(parseProductTerms(given));
    expect(written).toMatchObject(given);
    expect(formatProductTerms(parseProductTerms(written))).toEqual(written);
  });

  it.each<[string, Record<string, unknown>]>([
    ['moratorium', { moratorium: 12 }],
    ['method', { method: 'BULLET', graceOnPrincipal: 0 }],
    ['dueDay', { dueDay: 29 }],
    ['dueDay', { dueDay: 8, every: { unit: 'WEEK', count: 4 } }],
    ['dueDay', { dueDay: 1, every: { unit: 'DAY', count: 30 } }],
    ['firstPeriodMinDays', { dueDay: null }],
    ['holidays', { every: { unit: 'WEEK', count: 2 }, dueDay: 1 }],
    ['holidays.convention', { holidays: { calendar: 'CN', convention: 'NEXT' } }],
    ['holidays.calendar', { holidays: { calendar: 'c n', convention: 'FOLLOWING' } }],
    ['remainder', { remainder: 'MIDDLE' }],
  ])('names %s when it is at fault: %j', (field, change) => {
    const fault = faultOf({ repayment: { ...repayment, ...change } });
    expect(fault).toMatchObject({ reason: 'INPUT_INVALID', path: `input.terms.repayment.${field}` });
  });

  it.each<[string, Record<string, unknown>]>([
    ['rate', { ...fee, amount: '5.00' }],
    ['rate', { name: 'service', charged: 'DEDUCTED' }],
    ['rate', { ...fee, rate: '1' }],
    ['charged', { ...fee, charged: 'INSTALMENT' }],
    ['name', { ...fee, name: '' }],
  ])('names %s of a fee when it is at fault: %j', (field, given) => {
    expect(faultOf({ upfrontFees: [given] })).toMatchObject({
      reason: 'INPUT_INVALID',
      path: `input.terms.upfrontFees.0.${field}`,
    });
  });
});
