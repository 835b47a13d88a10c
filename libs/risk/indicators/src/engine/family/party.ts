import type { Series } from '../series.js';
import { eachWindow, walkBack, type Request } from './request.js';

let marks = new Int32Array(64);
let places = new Int32Array(64);
let sizes = new Float64Array(64);
let mark = 0;

/** Makes room for every counterparty number of the series and answers a mark that none of them has yet. */
function newMark(series: Series): number {
  const count = series.columns.count;
  if (marks.length <= count) {
    marks = new Int32Array(count * 2);
    places = new Int32Array(count * 2);
    sizes = new Float64Array(count * 2);
    mark = 0;
  }
  if (mark === 0x7fffffff) {
    marks.fill(0);
    mark = 0;
  }
  mark += 1;
  return mark;
}

/** How the figures are spread over counterparties, in the order in which these first appear. */
export function partyShares(
  series: Series,
  request: Request<'concentration' | 'topShare'>,
  figures: Float64Array,
): void {
  const { starts, names, slots } = request;
  eachWindow(series, request, (place, begin, end) => {
    const { total, count } = partySizes(series, begin, end);
    if (total === 0) return;
    let [index, largest] = [0, 0];
    for (let at = 0; at < count; at += 1) {
      const share = (sizes[at] ?? 0) / total;
      index += share * share;
      if (share > largest) largest = share;
    }
    for (let member = starts[place] ?? 0; member < (starts[place + 1] ?? 0); member += 1) {
      figures[slots[member] ?? 0] = names[member] === 'concentration' ? index : largest;
    }
  });
}

/** Leaves each counterparty's total of absolute values in `sizes`. */
function partySizes(
  series: Series,
  begin: number,
  end: number,
): { readonly total: number; readonly count: number } {
  const parties = series.parties();
  const { values } = series;
  const own = newMark(series);
  const [seen, placeOf, sizeOf] = [marks, places, sizes];
  let [total, count] = [0, 0];
  for (let at = begin; at < end; at += 1) {
    const party = parties[at] ?? -1;
    if (party < 0) continue;
    const value = Math.abs(values[at] ?? 0);
    total += value;
    if (seen[party] === own) {
      const place = placeOf[party] ?? 0;
      sizeOf[place] = (sizeOf[place] ?? 0) + value;
    } else {
      seen[party] = own;
      placeOf[party] = count;
      sizeOf[count] = value;
      count += 1;
    }
  }
  return { total, count };
}

export type PartyCountName = 'counterparties' | 'newCounterparties' | 'repeatShare';

/** With how many counterparties. */
export function partyCounts(series: Series, request: Request<PartyCountName>, figures: Float64Array): void {
  const { starts, names, slots } = request;
  const parties = series.parties();
  const firsts = names.includes('newCounterparties') ? firstMeetings(series) : null;
  let [own, different, withParty] = [0, 0, 0];
  walkBack(series, request, {
    start() {
      own = newMark(series);
      different = withParty = 0;
    },
    take(begin, end) {
      const [seen, mine] = [marks, own];
      let [all, first] = [withParty, different];
      for (let at = end - 1; at >= begin; at -= 1) {
        const party = parties[at] ?? -1;
        if (party < 0) continue;
        all += 1;
        if (seen[party] === mine) continue;
        seen[party] = mine;
        first += 1;
      }
      [withParty, different] = [all, first];
    },
    write(place, begin, end) {
      for (let member = starts[place] ?? 0; member < (starts[place + 1] ?? 0); member += 1) {
        const name = names[member];
        figures[slots[member] ?? 0] =
          name === 'counterparties'
            ? different
            : name === 'newCounterparties'
              ? (firsts?.[end] ?? 0) - (firsts?.[begin] ?? 0)
              : withParty === 0
                ? Number.NaN
                : (withParty - different) / withParty;
      }
    },
  });
}

let meetings = new Int32Array(64);

/** How many different counterparties there were before each place of the series. */
function firstMeetings(series: Series): Int32Array {
  const parties = series.parties();
  const own = newMark(series);
  if (meetings.length <= series.count) meetings = new Int32Array((series.count + 1) * 2);
  const [seen, counts] = [marks, meetings];
  let different = 0;
  counts[0] = 0;
  for (let at = 0; at < series.count; at += 1) {
    const party = parties[at] ?? -1;
    if (party >= 0 && seen[party] !== own) {
      seen[party] = own;
      different += 1;
    }
    counts[at + 1] = different;
  }
  return counts;
}
