import { formatMinor, type CurrencyCode } from '@fanxing/kernel';
import type { ShopAssessment } from '../assess/assess-shop.js';
import type { Expected } from '../forecast/forecast-takings.js';
import type { TakingsSeries } from '../series/takings-series.js';

/** An assessment as JSON: amounts are decimal strings, shares are numbers with four decimals, `until` is the first day after. */
export function showAssessment(
  assessment: ShopAssessment,
  { currency, takings }: { readonly currency: CurrencyCode; readonly takings: TakingsSeries },
) {
  const { forecast, grade, limitMinor, safeShare, reasons, neighbourhood, cell, district } = assessment;
  const amounts = ({ minor, lowMinor, highMinor }: Expected) => ({
    takings: formatMinor(minor, currency),
    low: formatMinor(lowMinor, currency),
    high: formatMinor(highMinor, currency),
  });
  return {
    currency,
    interval: 0.8,
    months: forecast.months.map((month) => ({ from: month.from, until: month.until, ...amounts(month) })),
    days: forecast.days.map((day) => ({ on: day.on, ...amounts(day), openness: rounded(day.openness) })),
    grade,
    safeShare: rounded(safeShare),
    limit: formatMinor(limitMinor, currency),
    reasons: reasons.map(({ code, effect, en, zh }) => ({ code, effect, text: { en, zh } })),
    neighbourhood,
    cell,
    district,
    known: {
      from: takings.from,
      until: takings.until,
      openDays: takings.openDays,
      missingDays: takings.missingDays,
    },
  };
}

export type ShownAssessment = ReturnType<typeof showAssessment>;

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
