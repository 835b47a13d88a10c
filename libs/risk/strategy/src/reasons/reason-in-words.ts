import { reasonCodes, type ReasonCode } from './reason-codes.js';

/** A reason for the borrower. A code that the tenant's own strategy made up has no sentence of ours: the code itself is all that can be said. */
export function reasonInWords(code: string): {
  readonly code: string;
  readonly text: string;
  readonly textZh: string;
} {
  const sentence = Object.hasOwn(reasonCodes, code)
    ? reasonCodes[code as ReasonCode]
    : { en: code, zh: code };
  return { code, text: sentence.en, textZh: sentence.zh };
}
