/** The 31 characters of GB 32100-2015: no I, O, S, V or Z, which look like others. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/**
 * An organisation's number (统一社会信用代码, GB 32100-2015) in its one written form, 18 capitals and digits; undefined when the
 * check character is wrong.
 */
export function normalCreditCode(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  if (!/^[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}$/.test(code)) return undefined;
  const sum = weights.reduce(
    (total, weight, place) => total + weight * alphabet.indexOf(code[place] ?? ''),
    0,
  );
  return alphabet[(31 - (sum % 31)) % 31] === code[17] ? code : undefined;
}
