import { parseCurrency, parseRate } from '@fanxing/kernel';
import { readDraftAnswer } from './draft-answer.js';

const cny = parseCurrency('CNY');

it('reads what a lending strategy answers', () => {
  const approval = { outcome: 'APPROVE', reasons: [], limit: '500.00', dailyRate: '0.0005' };
  expect(readDraftAnswer(approval, cny)).toEqual({
    outcome: 'APPROVE',
    limit: 50_000n,
    dailyRate: parseRate('0.0005'),
  });
  expect(readDraftAnswer({ outcome: 'DECLINE', reasons: ['ACTIVITY_STALE'] }, cny)).toEqual({
    outcome: 'DECLINE',
    reasons: ['ACTIVITY_STALE'],
  });
});

it('reads numbers as what they show, and an answer that one decision of several holds', () => {
  const decision = { outcome: 'APPROVE', limit: 1200.5, dailyRate: 5e-7 };
  expect(readDraftAnswer({ Score: 7, Verdict: decision }, cny)).toEqual({
    outcome: 'APPROVE',
    limit: 120_050n,
    dailyRate: parseRate('0.0000005'),
  });
  expect(readDraftAnswer({ outcome: 'APPROVE', limit: null }, cny)).toMatchObject({ limit: null });
  expect(readDraftAnswer({ outcome: 'DECLINE', reasons: 'A' }, cny)).toMatchObject({ reasons: ['A'] });
});

it.each([
  [{}, 'its outcome is missing'],
  [{ outcome: 'approve' }, 'not APPROVE or DECLINE'],
  [{ outcome: 'APPROVE', reasons: ['X'] }, 'in spite of X'],
  [{ outcome: 'APPROVE', limit: '0.00' }, 'not above zero'],
  [{ outcome: 'APPROVE', limit: '0.001' }, '0.001'],
  [{ outcome: 'APPROVE', limit: {} }, 'not a decimal'],
  [{ outcome: 'APPROVE', dailyRate: '-0.1' }, 'below zero'],
])('%j decides nothing', (result, why) => {
  expect(() => readDraftAnswer(result, cny)).toThrow(why);
});
