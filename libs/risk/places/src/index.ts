export { noHolidays, type HolidayCalendar } from './series/holiday-calendar.js';
export { readTakings, type DayTakings, type TakingsSeries } from './series/takings-series.js';
export {
  forecastTakings,
  type DayForecast,
  type Expected,
  type ForecastOptions,
  type Influence,
  type MonthForecast,
  type TakingsForecast,
} from './forecast/forecast-takings.js';
export type { ShopRhythm } from './forecast/shop-rhythm.js';
export type { PastErrors } from './forecast/past-errors.js';
