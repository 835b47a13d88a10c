import { toEpochMs, type BusinessDate, type Instant } from '@fanxing/kernel';

/** As for indicators (docs/decisions/0091): China has one time zone and no summer time. */
const offsetMs = 8 * 3_600_000;

/** The day on the wall at a moment. */
export function localDay(at: Instant): BusinessDate {
  return new Date(toEpochMs(at) + offsetMs).toISOString().slice(0, 10) as BusinessDate;
}
