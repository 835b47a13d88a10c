import { addDays, Fault, instantAt, wallTimeAt, type BusinessDate, type Instant } from '@fanxing/kernel';
import { isBusinessDay } from '../due-date/business-days.js';

/** When a bank takes instructions, by the clock on the tenant's wall. A bank that says nothing takes them at any time. */
export interface PaymentHours {
  readonly timeZone: string;
  /** Minutes since midnight. */
  readonly opensAt: number;
  /** The cut-off, after which nothing goes out on that day; up to 1440. */
  readonly closesAt: number;
  /** Days of the week without payments, 1 for Monday to 7 for Sunday. */
  readonly weekend: readonly number[];
  readonly holidays: ReadonlySet<BusinessDate>;
  /** Days of a weekend on which the bank pays all the same (调休). */
  readonly workdays: ReadonlySet<BusinessDate>;
}

const longestClosureDays = 60;

/** The first moment from `at` on at which an instruction may go out: `at` itself while the bank is open. Fails with INPUT_INVALID. */
export function openingFrom(hours: PaymentHours, at: Instant): Instant {
  const { date, minutes } = wallTimeAt(at, hours.timeZone);
  if (paysOn(hours, date)) {
    if (minutes >= hours.opensAt && minutes < hours.closesAt) return at;
    if (minutes < hours.opensAt) return instantAt(date, hours.opensAt, hours.timeZone);
  }
  for (let days = 1; days <= longestClosureDays; days += 1) {
    const next = addDays(date, days);
    if (paysOn(hours, next)) return instantAt(next, hours.opensAt, hours.timeZone);
  }
  const problem = `the bank takes no payments within ${longestClosureDays} days of ${date}`;
  throw new Fault('INPUT_INVALID', { problem });
}

function paysOn({ weekend, holidays, workdays }: PaymentHours, date: BusinessDate): boolean {
  return isBusinessDay(date, { convention: 'following', weekend, holidays, workdays });
}
