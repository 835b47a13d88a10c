import { createHash } from 'node:crypto';
import { invalid } from './manifest/invalid.js';

const place = 'bank.json/split/train';
const fraction = /^(\d{1,9})\s*\/\s*(\d{1,9})$/;
const decimal = /^(\d{0,1})\.(\d{1,9})$/;

/**
 * Reads `1/2` or `0.5` and says of a borrower whether the scorecard is fitted on it: when the first 8 hex digits of
 * the id's SHA-256, as a share of 2^32, are below the fraction. The same id falls on the same side for ever, whatever
 * else the files hold. Fails with INPUT_INVALID for a fraction that is not between 0 and 1.
 */
export function trainSplit(train: string | number): (borrowerId: string) => boolean {
  const [numerator, denominator] = parseFraction(String(train).trim());
  if (numerator <= 0n || numerator >= denominator) {
    throw invalid(`"${train}" must be a fraction between 0 and 1 such as "1/2" or "0.5"`, place);
  }
  return (borrowerId) => {
    const hash = createHash('sha256').update(borrowerId).digest('hex').slice(0, 8);
    return BigInt(`0x${hash}`) * denominator < numerator * 2n ** 32n;
  };
}

function parseFraction(text: string): [bigint, bigint] {
  const parts = fraction.exec(text);
  if (parts) return [BigInt(parts[1] ?? 0), BigInt(parts[2] ?? 0)];
  const digits = decimal.exec(text);
  if (digits)
    return [BigInt(`${digits[1] ?? ''}${digits[2] ?? ''}`), 10n ** BigInt((digits[2] ?? '').length)];
  return [0n, 1n];
}
