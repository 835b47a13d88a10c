import { addMonths, type CurrencyCode } from '@fanxing/kernel';
import { forecastTakings, monthsAhead, type TakingsForecast } from '../forecast/forecast-takings.js';
import { businessDistricts, type BusinessDistrict } from '../district/business-districts.js';
import { shopCell } from '../district/shop-cell.js';
import type { HolidayCalendar } from '../series/holiday-calendar.js';
import type { TakingsSeries } from '../series/takings-series.js';
import { worksFelt, type FeltWork } from '../surroundings/planned-works.js';
import type { Position } from '../surroundings/position.js';
import {
  influenceOf,
  neighbourhoodOf,
  type Neighbourhood,
  type Surroundings,
} from '../surroundings/surroundings.js';
import { gradeOf, limitOf, type RiskGrade } from './grade.js';
import { reasonsOf, type PlaceReason } from './reasons.js';

export interface Shop {
  readonly position: Position;
  readonly trade: string;
  readonly currency: CurrencyCode;
  readonly takings: TakingsSeries;
  readonly calendar: HolidayCalendar;
}

export interface ShopAssessment {
  readonly forecast: TakingsForecast;
  readonly grade: RiskGrade;
  /** The lower bounds beside what the shop takes in now (`gradeOf`). */
  readonly safeShare: number;
  /** What the takings alone support, in minor units (`limitOf`). */
  readonly limitMinor: bigint;
  readonly works: readonly FeltWork[];
  readonly neighbourhood: Neighbourhood;
  /** Of the H3 grid, resolution 9. */
  readonly cell: string;
  /** The business district in which the shop stands, if it does. */
  readonly district: BusinessDistrict | null;
  readonly reasons: readonly PlaceReason[];
}

/** The half-year ahead of a shop where it stands: its own rhythm, what is planned around it, and how far both can be relied on. */
export function assessShop(shop: Shop, surroundings: Surroundings): ShopAssessment {
  const takingsEnd = shop.takings.until;
  const works = worksFelt(shop.position, surroundings.works, {
    effects: surroundings.effects,
    takingsEnd,
    horizonEnd: addMonths(takingsEnd, monthsAhead),
  });
  const season = surroundings.seasons.find(({ trade }) => trade === shop.trade);
  const forecast = forecastTakings(shop.takings, {
    calendar: shop.calendar,
    influenceOn: influenceOf(works, season, takingsEnd),
  });
  const grading = gradeOf(shop.takings, forecast);
  const cell = shopCell(shop.position);
  const shops = surroundings.places.filter(({ kind }) => kind === 'shop');
  const district = businessDistricts(shops).find(({ cells }) => cells.includes(cell)) ?? null;
  const neighbourhood = neighbourhoodOf(shop.position, shop.trade, surroundings.places);
  return {
    forecast,
    grade: grading.grade,
    safeShare: grading.safeShare,
    limitMinor: limitOf(forecast, grading.grade, shop.currency),
    works,
    neighbourhood,
    cell,
    district,
    reasons: reasonsOf(works, grading, neighbourhood, district),
  };
}
