import type { Series } from '../series.js';
import { walkBack, type Request } from './request.js';

/** At which hours and on which weekdays the events happen. */
export type ProfileName =
  'busiestHour' | 'busiestWeekday' | 'hourEntropy' | 'weekdayEntropy' | 'weekendShare' | 'nightShare';

const nightUntil = 6;
const saturday = 6;
const hours = new Int32Array(24);
/** Monday is 1; nothing happens on 0. */
const weekdays = new Int32Array(8);

export function profile(series: Series, request: Request<ProfileName>, figures: Float64Array): void {
  const { starts, names, slots } = request;
  const { calendar, positions } = series;
  walkBack(series, request, {
    start() {
      hours.fill(0);
      weekdays.fill(0);
    },
    take(begin, end) {
      for (let at = end - 1; at >= begin; at -= 1) {
        const position = positions[at] ?? 0;
        const hour = calendar.hours[position] ?? 0;
        const weekday = calendar.weekdays[position] ?? 0;
        hours[hour] = (hours[hour] ?? 0) + 1;
        weekdays[weekday] = (weekdays[weekday] ?? 0) + 1;
      }
    },
    write(place, begin, end) {
      for (let member = starts[place] ?? 0; member < (starts[place + 1] ?? 0); member += 1) {
        const name = names[member];
        if (name) figures[slots[member] ?? 0] = figure(name, end - begin);
      }
    },
  });
}

function figure(name: ProfileName, count: number): number {
  switch (name) {
    case 'busiestHour':
      return largest(hours);
    case 'busiestWeekday':
      return largest(weekdays);
    case 'hourEntropy':
      return entropy(hours, count);
    case 'weekdayEntropy':
      return entropy(weekdays, count);
    case 'weekendShare':
      return ((weekdays[saturday] ?? 0) + (weekdays[saturday + 1] ?? 0)) / count;
    case 'nightShare':
      return nightCount() / count;
  }
}

function nightCount(): number {
  let sum = 0;
  for (let hour = 0; hour < nightUntil; hour += 1) sum += hours[hour] ?? 0;
  return sum;
}

function largest(counts: Int32Array): number {
  let best = 0;
  for (let bin = 1; bin < counts.length; bin += 1) {
    if ((counts[bin] ?? 0) > (counts[best] ?? 0)) best = bin;
  }
  return best;
}

/** n × log2 n for small n, which is most of what entropy costs. */
const products = Float64Array.from({ length: 1024 }, (_, n) => (n === 0 ? 0 : n * Math.log2(n)));

function product(n: number): number {
  return n < products.length ? (products[n] ?? 0) : n * Math.log2(n);
}

function entropy(counts: Int32Array, total: number): number {
  let sum = 0;
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin] ?? 0;
    if (count === total) return 0;
    sum += product(count);
  }
  return (product(total) - sum) / total;
}
