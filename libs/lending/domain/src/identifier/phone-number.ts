const chineseMobile = /^1[3-9]\d{9}$/;
const international = /^\+[1-9]\d{6,14}$/;

/**
 * A telephone number in its one written form, E.164, such as `+8613812345678`; undefined when it can be none. A Chinese mobile
 * number (手机号) may come without its country, with `86`, `0086` or `+86`; any other begins with `+`. Spaces, dashes and
 * brackets do not count.
 */
export function normalPhone(text: string): string | undefined {
  const digits = text.trim().replace(/[\s().-]/g, '');
  const national = digits.replace(/^(\+86|0086|86(?=1\d{10}$))/, '');
  if (chineseMobile.test(national)) return `+86${national}`;
  if (digits.startsWith('+86') && national.startsWith('1')) return undefined;
  return international.test(digits) ? digits : undefined;
}
