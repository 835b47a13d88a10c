import { describeIndicator } from '../name/describe-indicator.js';
import { formatIndicator, parseIndicator } from '../name/parse-indicator.js';
import { standardCatalogue, standardIndicators } from './standard-catalogue.js';

describe('the built-in catalogue', () => {
  const names = [...standardCatalogue()];

  it('holds more than 100,000 names, each once', () => {
    expect(names.length).toBeGreaterThan(120_000);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        'payments.in.qr.sum.30d',
        'payments.balance.timeMean.90d',
        'logins.hourEntropy.30d',
      ]),
    );
  });

  it('holds only names that read back to themselves and say what they mean in both languages', () => {
    const some = names.filter((_, place) => place % 20 === 0);
    expect(some.filter((name) => formatIndicator(parseIndicator(name)) !== name)).toEqual([]);
    const texts = some.map((name) => describeIndicator(name));
    expect(new Set(texts.map(({ meaning }) => meaning)).size).toBe(some.length);
    expect(new Set(texts.map(({ meaningZh }) => meaningZh)).size).toBe(some.length);
    expect(texts.filter(({ unit, missing }) => unit === '' || missing === '')).toEqual([]);
  });

  it('is the same whenever it is asked for', () => {
    expect([...standardIndicators()].slice(0, 1_000).map(formatIndicator)).toEqual(names.slice(0, 1_000));
  });
});
