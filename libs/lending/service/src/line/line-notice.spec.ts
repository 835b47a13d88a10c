import { parseBusinessDate, parseCurrency } from '@fanxing/kernel';
import { lineNotice, type NoticedChange } from './line-notice.js';

const yuan = (amount: string) => ({ amount, currency: parseCurrency('CNY') });

const cut: NoticedChange = {
  kind: 'REVIEW',
  bookedOn: parseBusinessDate('2026-11-20'),
  limitBefore: yuan('20000.00'),
  limit: yuan('10000.00'),
  reasons: [
    { code: 'RECENT_ARREARS', text: 'Recent payments were late.', textZh: '您近期有逾期还款。' },
    { code: 'INCOME_TOO_LOW', text: 'Little money came in.', textZh: '您的账户流入资金偏少。' },
  ],
};

describe('the notice of a changed line', () => {
  it('says what changed, since when, and every reason, in both languages', () => {
    expect(lineNotice(cut)).toEqual({
      text: 'As of 2026-11-20, your credit limit is CNY 10000.00 instead of CNY 20000.00. Why: Recent payments were late. Little money came in.',
      textZh:
        '自2026-11-20起，您的授信额度由CNY 20000.00调整为CNY 10000.00。原因：您近期有逾期还款。您的账户流入资金偏少。',
    });
  });

  it('of a frozen line says that repaying goes on', () => {
    const { text, textZh } = lineNotice({ ...cut, kind: 'FREEZE', reasons: [] });
    expect(text).toBe(
      'As of 2026-11-20, no more can be drawn on your credit line for the time being; you can repay as before.',
    );
    expect(textZh).toBe('自2026-11-20起，您的授信额度暂停支用，还款不受影响。');
  });

  it.each<[NoticedChange['kind'], string]>([
    ['UNFREEZE', '恢复支用'],
    ['CLOSE', '已终止'],
  ])('of %s names it', (kind, word) => {
    expect(lineNotice({ ...cut, kind }).textZh).toContain(word);
  });

  it('does without the former limit where it was not kept', () => {
    expect(lineNotice({ ...cut, limitBefore: null, reasons: [] }).text).toBe(
      'As of 2026-11-20, your credit limit is CNY 10000.00.',
    );
  });
});
