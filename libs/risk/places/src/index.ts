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
export { readPosition, type Position } from './surroundings/position.js';
export { distanceMetres, type Geometry } from './surroundings/geometry.js';
export {
  assumedEffects,
  type FeltWork,
  type PlannedWork,
  type WorkEffect,
  type WorkKind,
} from './surroundings/planned-works.js';
export type {
  NearbyPlace,
  Neighbourhood,
  PlaceKind,
  Surroundings,
  TradeSeason,
} from './surroundings/surroundings.js';
export { assessShop, type Shop, type ShopAssessment } from './assess/assess-shop.js';
export type { RiskGrade } from './assess/grade.js';
export type { PlaceReason, ReasonCode } from './assess/reasons.js';
export { readShop } from './document/read-shop.js';
export { readSurroundings } from './document/read-surroundings.js';
export { showAssessment, type ShownAssessment } from './document/show-assessment.js';
export { PlaceIndex } from './many-places/place-index.js';
export {
  businessDistricts,
  type BusinessDistrict,
  type DistrictOptions,
  type DistrictShop,
} from './district/business-districts.js';
export { shopCell } from './district/shop-cell.js';
export { drawForecast, type ForecastPicture } from './draw/draw-forecast.js';
export { tradeSeason } from './season/trade-season.js';
