/**
 * What most cells of a table hold is read here, without FEEL's parser, which takes a hundred times as long: a number, a text,
 * a comparison with a number, texts in a row, the name of a figure. Anything else, and any value of another kind, is
 * undefined here and left to FEEL, which decides the same (there is a test).
 */
export function simpleValue(text: string, context: Readonly<Record<string, unknown>>): unknown {
  const trimmed = text.trim();
  if (numberPattern.test(trimmed)) return Number(trimmed);
  if (textPattern.test(trimmed)) return trimmed.slice(1, -1);
  if (Object.hasOwn(constants, trimmed)) return constants[trimmed];
  return Object.hasOwn(context, trimmed) ? context[trimmed] : undefined;
}

/** Whether a value passes a test; undefined where the test or the value is not so simple. */
export function simpleTest(text: string, value: unknown): boolean | undefined {
  if (typeof value === 'number') return numberTest(text, value);
  if (typeof value !== 'string' || !textsPattern.test(text)) return undefined;
  return text.split(',').some((one) => one.trim().slice(1, -1) === value);
}

const numberPattern = /^-?\d{1,15}(\.\d{1,15})?$/;
const textPattern = /^"[^"\\]*"$/;
const textsPattern = /^\s*"[^"\\,]*"\s*(,\s*"[^"\\,]*"\s*)*$/;
const comparisonPattern = /^\s*(<=|>=|<|>)?\s*(-?\d{1,15}(?:\.\d{1,15})?)\s*$/;
const constants: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

function numberTest(text: string, value: number): boolean | undefined {
  const [matched, sign, digits] = comparisonPattern.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const bound = Number(digits);
  switch (sign) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    default:
      return value === bound;
  }
}
