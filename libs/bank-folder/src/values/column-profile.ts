import { isDecimal, parseDecimal, type DecimalMark } from './decimal.js';

/** What a column of numbers writes where there is none; in a column of texts they are texts like any other. */
const missingMarks = new Set(['na', 'n/a', 'nan', 'null', 'none', '?', '-', '\\n']);

/** Beyond this a float no longer holds every digit, so the value is an identifier. */
const significantDigitsMax = 15;

export function isMissingMark(text: string): boolean {
  return text === '' || (text.length <= 4 && missingMarks.has(text.toLowerCase()));
}

/**
 * What a whole column holds, learned by showing it every cell. A column is numeric when all its cells that are not
 * missing are numbers; a cell such as `007` or of more than 15 digits makes it a column of codes.
 */
export class ColumnProfile {
  private numbers = 0;
  private dots = 0;
  private commas = 0;
  private codes = 0;
  private others = 0;
  private negatives = 0;

  observe(text: string): void {
    if (isMissingMark(text)) return;
    const dot = isDecimal(text, 'dot');
    const withComma = text.includes(',') || text.includes('.') ? isDecimal(text, 'comma') : dot;
    if (!dot && !withComma) {
      this.others += 1;
      return;
    }
    this.numbers += 1;
    if (dot) this.dots += 1;
    if (withComma) this.commas += 1;
    if (isCode(text)) this.codes += 1;
    if (text.startsWith('-')) this.negatives += 1;
  }

  /** The commoner way of writing decimals; the dot where both fit. */
  get mark(): DecimalMark {
    return this.commas > this.dots ? 'comma' : 'dot';
  }

  get hasNegatives(): boolean {
    return this.negatives > 0;
  }

  get isNumeric(): boolean {
    const uniform = this.mark === 'comma' ? this.commas : this.dots;
    return this.numbers > 0 && this.others === 0 && this.codes === 0 && uniform === this.numbers;
  }

  /** Reads cells of this column: null where missing, a number in a numeric column, else the text. */
  reader(): (text: string) => number | string | null {
    if (!this.isNumeric) return (text) => (text === '' ? null : text);
    const { mark } = this;
    return (text) => {
      if (isMissingMark(text)) return null;
      const decimal = parseDecimal(text, mark);
      return decimal === undefined ? text : Number(decimal);
    };
  }
}

function isCode(text: string): boolean {
  if (/^[+-]?0\d/.test(text)) return true;
  return (
    text.length > significantDigitsMax && /^\d+$/.test(text.replace(/^[+-]/, '')) && !/[.eE,]/.test(text)
  );
}
