import { addDays, daysBetween, formatMinor, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';
import { caption, element, escaped, picture, roundSteps, shortId } from '@fanxing/risk-network/svg';
import type { ShopAssessment } from '../assess/assess-shop.js';
import type { TakingsSeries } from '../series/takings-series.js';

const width = 960;
const left = 90;
const right = 30;
const top = 90;
const plotHeight = 300;
const laneHeight = 28;
/** Room that a name needs to the right of where its works begin. */
const nameWidth = 220;
const lanesMax = 12;
const pastDays = 182;

const colours = {
  past: '#1f2937',
  ahead: '#2563eb',
  fan: '#bfdbfe',
  works: '#b45309',
  rule: '#e5e7eb',
} as const;

export interface ForecastPicture {
  readonly takings: TakingsSeries;
  readonly currency: CurrencyCode;
}

/**
 * A fan: what the shop took in lately and what is forecast, as average takings of a day, week by week; around the forecast the bounds
 * that hold four months of five; below, each of the works that are felt, over the days on which it lasts.
 */
export function drawForecast(assessment: ShopAssessment, { takings, currency }: ForecastPicture): string {
  const scene = sceneOf(assessment, takings);
  const { grade, limitMinor, works } = assessment;
  const lanes = works.slice(0, lanesMax);
  const height = top + plotHeight + 56 + lanes.length * laneHeight + 20;
  const title = `Takings of a day, six months ahead 未来六个月日均营业额`;
  const more = works.length > lanesMax ? `, ${lanesMax} of ${works.length} works shown` : '';
  const facts = `grade 评级 ${grade}, limit 额度 ${formatMinor(limitMinor, currency)} ${currency}, 80 % intervals${more}`;
  return picture(
    width,
    height,
    title,
    `${title}: ${facts}. ${assessment.reasons.map(({ en }) => `${en}.`).join(' ')}`,
    caption(20, 30, 18, title),
    caption(20, 54, 13, facts, '#374151'),
    ...rules(scene, currency),
    ...months(scene),
    ...lanes.map(({ work }) => shade(scene, work.from, work.until)),
    fan(scene),
    path(scene, scene.past, colours.past),
    path(scene, scene.ahead, colours.ahead),
    ...lanes.flatMap((each, at) => lane(scene, each, at)),
  );
}

/** Average takings of a day in minor units, at the middle of the days that they are of. */
interface Point {
  readonly on: BusinessDate;
  readonly minor: number;
}

interface Scene {
  readonly from: BusinessDate;
  readonly until: BusinessDate;
  readonly past: readonly Point[];
  readonly ahead: readonly Point[];
  readonly low: readonly Point[];
  readonly high: readonly Point[];
  readonly most: number;
}

function sceneOf({ forecast }: ShopAssessment, { from, until, logs }: TakingsSeries): Scene {
  const known = [...logs].map((log, at) => ({
    on: addDays(from, at),
    minor: Number.isNaN(log) ? 0 : Math.exp(log),
  }));
  const past = byWeek(known.slice(-pastDays));
  const ahead = byWeek(
    forecast.days.map(({ on, minor, openness }) => ({ on, minor: Number(minor) * openness })),
  );
  const bound = (side: 'lowMinor' | 'highMinor'): Point[] => {
    const points = forecast.months.map((month) => {
      const days = daysBetween(month.from, month.until);
      return { on: addDays(month.from, Math.floor(days / 2)), minor: Number(month[side]) / days };
    });
    // The fan is as wide at its ends as in the middle of the first and the last month.
    return [
      { on: until, minor: points[0]!.minor },
      ...points,
      { on: forecast.months.at(-1)!.until, minor: points.at(-1)!.minor },
    ];
  };
  const [low, high] = [bound('lowMinor'), bound('highMinor')];
  const most = [...past, ...ahead, ...high].reduce((max, { minor }) => Math.max(max, minor), 1) * 1.05;
  return { from: past[0]!.on, until: forecast.months.at(-1)!.until, past, ahead, low, high, most };
}

/** Weeks counted from the last day back, so that the latest is whole. */
function byWeek(days: readonly Point[]): Point[] {
  const weeks: Point[] = [];
  for (let end = days.length; end > 0; end -= 7) {
    const week = days.slice(Math.max(0, end - 7), end);
    const minor = week.reduce((sum, day) => sum + day.minor, 0) / week.length;
    weeks.unshift({ on: week[Math.floor(week.length / 2)]!.on, minor });
  }
  return weeks;
}

function x({ from, until }: Scene, on: BusinessDate): number {
  const share = daysBetween(from, on) / daysBetween(from, until);
  return left + (width - left - right) * Math.max(0, Math.min(1, share));
}

function y({ most }: Scene, minor: number): number {
  return top + plotHeight * (1 - minor / most);
}

function trace(scene: Scene, points: readonly Point[]): string {
  return points.map(({ on, minor }) => `${x(scene, on).toFixed(1)} ${y(scene, minor).toFixed(1)}`).join('L');
}

function path(scene: Scene, points: readonly Point[], stroke: string): string {
  return element('path', { d: `M${trace(scene, points)}`, fill: 'none', stroke, 'stroke-width': 2 });
}

function fan(scene: Scene): string {
  const outline = `M${trace(scene, scene.high)}L${trace(scene, [...scene.low].reverse())}Z`;
  return element('path', { d: outline, fill: colours.fan, 'fill-opacity': 0.7 });
}

/** Lines across, each with its round amount in whole units of the currency. */
function rules(scene: Scene, currency: CurrencyCode): string[] {
  return roundSteps(scene.most).flatMap((minor) => {
    const at = y(scene, minor);
    const [whole = ''] = formatMinor(BigInt(minor), currency).split('.');
    return [
      element('line', { x1: left, y1: at, x2: width - right, y2: at, stroke: colours.rule }),
      caption(left - 8, at + 4, 11, whole, '#374151', 'end'),
    ];
  });
}

/** The first day of every other month. */
function months(scene: Scene): string[] {
  const marks: string[] = [];
  for (let on = scene.from; on < scene.until; on = addDays(on, 1)) {
    const [, month, day] = on.split('-');
    if (day !== '01' || Number(month) % 2 === 0) continue;
    marks.push(caption(x(scene, on), top + plotHeight + 18, 11, on.slice(0, 7), '#374151', 'middle'));
  }
  return marks;
}

function shade(scene: Scene, from: BusinessDate, until: BusinessDate | null): string {
  const [begin, end] = [x(scene, from), x(scene, until ?? scene.until)];
  return element('rect', {
    x: begin,
    y: top,
    width: Math.max(1, end - begin),
    height: plotHeight,
    fill: colours.works,
    'fill-opacity': 0.08,
  });
}

function lane(scene: Scene, { work, log }: ShopAssessment['works'][number], at: number): string[] {
  const [begin, end] = [x(scene, work.from), x(scene, work.until ?? scene.until)];
  const middle = top + plotHeight + 56 + at * laneHeight;
  const loss = Math.round((1 - Math.exp(log)) * 100);
  const name = `${work.name === null ? work.kind : shortId(work.name)} −${loss} %`;
  const bar = { x: begin, y: middle - 4, width: Math.max(2, end - begin), height: 8, fill: colours.works };
  return [
    element('rect', bar, element('title', {}, escaped(name))),
    begin > width - right - nameWidth
      ? caption(width - right, middle - 8, 11, name, colours.works, 'end')
      : caption(begin, middle - 8, 11, name, colours.works),
  ];
}
