import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { hkdf } from './suite.js';

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

describe('the derivation of keys', () => {
  it('agrees with test case 3 of RFC 5869, appendix A', () => {
    const derived = hkdf('sha256', Buffer.alloc(22, 0x0b), Buffer.alloc(0), '', 42);
    expect(derived).toEqual(
      bytes('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8'),
    );
  });

  it('is what stored data was sealed with, for both hashes and any length', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('sha256', 'sm3'),
        fc.uint8Array({ minLength: 16, maxLength: 64 }),
        fc.uint8Array({ maxLength: 64 }),
        fc.string({ maxLength: 40 }),
        fc.integer({ min: 1, max: 200 }),
        (hash, key, salt, info, length) => {
          const wanted = Buffer.from(hkdfSync(hash, key, salt, info, length));
          expect(hkdf(hash, Buffer.from(key), Buffer.from(salt), info, length)).toEqual(wanted);
        },
      ),
    );
  });
});
