import type { CurrencyCode } from '@fanxing/kernel';
import { chineseHolidays } from '@fanxing/lending-domain';
import {
  assessShop,
  drawForecast,
  noHolidays,
  readShop,
  readSurroundings,
  showAssessment,
  type HolidayCalendar,
  type ShownAssessment,
} from '@fanxing/risk-places';
import { orBadInput } from '../bad-input.js';
import { readDocument } from '../input-document.js';
import { writeText } from '../network/write-text.js';
import { printJson, printLine } from '../output.js';

export interface ForecastOptions {
  readonly shop: string;
  readonly surroundings?: string;
  readonly draw?: string;
  readonly json?: boolean;
}

const chinese: HolidayCalendar = {
  holidays: new Set(chineseHolidays.flatMap(({ holidays }) => holidays)),
  workdays: new Set(chineseHolidays.flatMap(({ workdays }) => workdays)),
};

/** Of the years that are known; a shop elsewhere names its own. */
function publishedHolidays(currency: CurrencyCode): HolidayCalendar {
  return currency === 'CNY' ? chinese : noHolidays;
}

/** Prints what a shop will take in, and why. */
export async function forecastShop(options: ForecastOptions): Promise<void> {
  const { shop: file, surroundings: around, draw, json } = options;
  const document = await readDocument(file);
  const shop = orBadInput(file, () => readShop(document, publishedHolidays));
  const planned = around === undefined ? {} : await readDocument(around);
  const surroundings = orBadInput(around ?? file, () => readSurroundings(planned));
  const assessment = assessShop(shop, surroundings);
  if (draw !== undefined) await writeText(draw, [drawForecast(assessment, shop)]);
  const shown = showAssessment(assessment, shop);
  if (json) printJson(shown);
  else for (const line of inLines(shown)) printLine(line);
}

function inLines({ months, currency, grade, limit, reasons }: ShownAssessment): string[] {
  const row = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(16)).join('');
  return [
    row(['from', 'takings', 'low (80 %)', 'high (80 %)']),
    ...months.map(({ from, takings, low, high }) => row([from, takings, low, high])),
    `grade ${grade}, limit ${limit} ${currency}`,
    ...reasons.map(({ text }) => `- ${text.en} (${text.zh})`),
  ];
}
