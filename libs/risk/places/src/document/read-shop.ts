import {
  parseBusinessDate,
  parseCurrency,
  parseMinor,
  type BusinessDate,
  type CurrencyCode,
} from '@fanxing/kernel';
import type { Shop } from '../assess/assess-shop.js';
import type { HolidayCalendar } from '../series/holiday-calendar.js';
import { readTakings, spanDaysMax } from '../series/takings-series.js';
import { readPosition } from '../surroundings/position.js';
import { listOf, number, objectOf, readShape, text } from './document-shape.js';

export const positionShape = objectOf({ latitude: number, longitude: number });

const shopShape = objectOf({
  name: text.optional(),
  position: positionShape,
  trade: text,
  currency: text,
  takings: listOf(objectOf({ on: text, amount: text }), spanDaysMax),
  holidays: listOf(text, 1_000).default([]),
  workdays: listOf(text, 1_000).default([]),
});

/**
 * Reads a shop from JSON: `{"position":{"latitude","longitude"},"trade","currency","takings":[{"on":DATE,"amount":"1200.00"}],
 * "name"?,"holidays"?:[DATE],"workdays"?:[DATE]}`. The document's holidays join those that are published where its
 * currency is money. Fails with INPUT_INVALID,
 * POSITION_OUTSIDE_WORLD, or the fault of the takings (`readTakings`), each with its path.
 */
export function readShop(input: unknown, publishedFor: (currency: CurrencyCode) => HolidayCalendar): Shop {
  const given = readShape(shopShape, input);
  const currency = parseCurrency(given.currency, 'currency');
  const position = readPosition(given.position, 'position');
  const days = given.takings.map(({ on, amount }, at) => ({
    on: parseBusinessDate(on, `takings[${at}].on`),
    minor: parseMinor(amount, currency, `takings[${at}].amount`),
  }));
  const published = publishedFor(currency);
  const calendar: HolidayCalendar = {
    holidays: new Set([...published.holidays, ...datesOf(given.holidays, 'holidays')]),
    workdays: new Set([...published.workdays, ...datesOf(given.workdays, 'workdays')]),
  };
  return { position, trade: given.trade, currency, takings: readTakings(days, calendar), calendar };
}

function datesOf(texts: readonly string[], name: string): BusinessDate[] {
  return texts.map((date, at) => parseBusinessDate(date, `${name}[${at}]`));
}
