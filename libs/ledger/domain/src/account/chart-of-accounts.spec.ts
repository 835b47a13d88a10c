import {
  accountOf,
  chartOfAccounts,
  isAccountCode,
  isCodeFor,
  type AccountCode,
} from './chart-of-accounts.js';

describe('chart of accounts', () => {
  it('files every account under its own code with a name in both languages', () => {
    for (const [code, account] of Object.entries(chartOfAccounts)) {
      expect(account.code).toBe(code);
      expect(account.name.en).toMatch(/^[A-Z][A-Za-z ]+$/);
      expect(account.name.zh).toMatch(/^\p{Script=Han}+$/u);
    }
  });

  it('grows assets and expenses by debits, and the rest by credits', () => {
    expect(accountOf('1301').normalSide).toBe('debit');
    expect(accountOf('6711').normalSide).toBe('debit');
    expect(accountOf('2101').normalSide).toBe('credit');
    expect(accountOf('4001').normalSide).toBe('credit');
    expect(accountOf('6011').normalSide).toBe('credit');
  });

  it('knows no code outside the chart, not even the names that every object has', () => {
    expect(isAccountCode('1301')).toBe(true);
    expect(isAccountCode('9999')).toBe(false);
    expect(isAccountCode('toString')).toBe(false);
    expect(() => accountOf('toString' as AccountCode)).toThrow('No account "toString"');
  });

  it('keeps the first digit of a code to its class, in the chart and in what a tenant adds', () => {
    for (const { code, kind } of Object.values(chartOfAccounts)) expect(isCodeFor(kind, code)).toBe(true);
    expect(isCodeFor('liability', '1999')).toBe(false);
    expect(isCodeFor('asset', '19')).toBe(false);
    expect(isCodeFor('asset', '9001')).toBe(false);
  });
});
