import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalCreditCode, normalIdentityNumber, normalPhone } from '../index.js';

const [, ...lines] = readFileSync(join(import.meta.dirname, '../../test-data/identifiers.csv'), 'utf8')
  .trim()
  .split('\n');

const normal: Record<string, (text: string) => string | undefined> = {
  phone: normalPhone,
  identityNumber: (text) => normalIdentityNumber(text, '2026-11-27'),
  unifiedSocialCreditCode: normalCreditCode,
};

describe('what a person or a firm is known by', () => {
  it.each(lines.map((line) => line.split(',')))('%s "%s" is "%s"', (kind = '', given = '', expected) => {
    expect(normal[kind]?.(given) ?? '').toBe(expected);
  });

  it('is of nobody who is not born yet', () => {
    expect(normalIdentityNumber('11010519491231002X', '1949-12-31')).toBeDefined();
    expect(normalIdentityNumber('11010519491231002X', '1949-12-30')).toBeUndefined();
  });

  it('is refused with any one digit changed', () => {
    const changed = (text: string, place: number): string[] =>
      [...'0123456789']
        .filter((digit) => digit !== text[place])
        .map((digit) => text.slice(0, place) + digit + text.slice(place + 1));
    for (const place of [...Array(17).keys()]) {
      for (const wrong of changed('440524188001010014', place))
        expect(normalIdentityNumber(wrong, '2026-11-27')).toBeUndefined();
      for (const wrong of changed('91330100799655058B', place))
        expect(normalCreditCode(wrong)).toBeUndefined();
    }
  });
});
