import { daysBetween, formatMinor, type BusinessDate } from '@fanxing/kernel';
import { caption, element, escaped, picture, roundSteps } from '@fanxing/risk-network/svg';
import type { GrowthRule } from '../growth-rule.js';
import type { GrowthStart, LimitGrowth, LimitRaise } from '../limit-growth.js';

const width = 960;
const height = 470;
const left = 100;
const right = 40;
const top = 96;
const plotHeight = 220;
const barsTop = top + plotHeight + 46;
const barsHeight = 64;
/** Three years of raises: more are a row of hairs. */
const raisesMax = 36;

const colours = {
  ...{ text: '#111827', quiet: '#4b5563', rule: '#e5e7eb', limit: '#2563eb', area: '#dbeafe' },
  ...{ next: '#0d9488', cap: '#b91c1c', customers: '#f59e0b' },
} as const;

/**
 * How a limit has grown: a step at each raise day, the next one as it stands and with ten more customers beside it, the cap above;
 * below, the customers that each raise came from.
 */
export function drawGrowth(growth: LimitGrowth, rule: GrowthRule, start: GrowthStart): string {
  const scene = sceneOf(growth, rule, start);
  const amount = (minor: bigint): string => formatMinor(minor, rule.currency);
  const { limitMinor, today, next, withTenMore } = growth;
  const title = `Limit on ${growth.on}: ${amount(limitMinor)} ${rule.currency} 多收多贷额度`;
  const facts =
    `customers today 今日顾客 ${today.customers} · next raise 下次提额 ${next.on} +${amount(next.raiseMinor)} · ` +
    `ten more 再多十位 +${amount(withTenMore.raiseMinor - next.raiseMinor)}`;
  return picture(
    width,
    height,
    title,
    `${title}. ${facts}. Cap ${amount(rule.capMinor)}; ${growth.raises.length} raises since ${start.on}.`,
    caption(24, 36, 20, title, colours.text),
    caption(24, 62, 13, facts, colours.quiet),
    ...rules(scene, rule),
    ...steps(scene, growth),
    ...ahead(scene, growth, rule),
    ...cap(scene, rule),
    ...bars(scene, growth),
    ...days(scene),
  );
}

interface Scene {
  readonly from: BusinessDate;
  readonly until: BusinessDate;
  /** Limits from their days on, the first one first. */
  readonly limits: readonly { readonly on: BusinessDate; readonly minor: bigint }[];
  readonly raises: readonly LimitRaise[];
  readonly low: number;
  readonly high: number;
}

function sceneOf({ raises, next, withTenMore }: LimitGrowth, rule: GrowthRule, start: GrowthStart): Scene {
  const shown = raises.slice(-raisesMax);
  const before = raises.at(-raisesMax - 1);
  const first = before
    ? { on: before.on, minor: before.limitMinor }
    : { on: start.on, minor: start.limitMinor };
  const limits = [first, ...shown.map(({ on, limitMinor }) => ({ on, minor: limitMinor }))];
  const highest = Number(rule.capMinor > withTenMore.limitMinor ? rule.capMinor : withTenMore.limitMinor);
  // Where the cap is far away, what there is must not lie flat on the ground.
  const reach = Math.min(highest, Number(withTenMore.limitMinor) * 1.6);
  return { from: first.on, until: next.on, limits, raises: shown, low: 0, high: Math.max(1, reach) * 1.08 };
}

function x({ from, until }: Scene, on: BusinessDate): number {
  const share = daysBetween(from, on) / Math.max(1, daysBetween(from, until));
  // The last twelfth is for what the next raise will be.
  return left + ((width - left - right) * 11 * Math.max(0, Math.min(1, share))) / 12;
}

function y({ low, high }: Scene, minor: bigint | number): number {
  return top + plotHeight * (1 - (Number(minor) - low) / (high - low));
}

function rules(scene: Scene, { currency }: GrowthRule): string[] {
  return roundSteps(scene.high).flatMap((minor) => {
    const at = y(scene, minor);
    const [whole = ''] = formatMinor(BigInt(minor), currency).split('.');
    return [
      element('line', { x1: left, y1: at, x2: width - right, y2: at, stroke: colours.rule }),
      caption(left - 10, at + 4, 12, whole, colours.quiet, 'end'),
    ];
  });
}

function steps(scene: Scene, { on: today }: LimitGrowth): string[] {
  const corners = scene.limits.flatMap(({ on, minor }, at) => {
    const end = scene.limits[at + 1]?.on ?? today;
    const level = y(scene, minor).toFixed(1);
    return [`${x(scene, on).toFixed(1)} ${level}`, `${x(scene, end).toFixed(1)} ${level}`];
  });
  const ground = (top + plotHeight).toFixed(1);
  const [begin, end] = [x(scene, scene.from).toFixed(1), x(scene, today).toFixed(1)];
  return [
    element('path', {
      d: `M${begin} ${ground}L${corners.join('L')}L${end} ${ground}Z`,
      ...{ fill: colours.area, 'fill-opacity': 0.7 },
    }),
    element('path', {
      d: `M${corners.join('L')}`,
      ...{ fill: 'none', stroke: colours.limit, 'stroke-width': 2.5, 'stroke-linejoin': 'round' },
    }),
    element('circle', {
      ...{ cx: x(scene, today), cy: y(scene, scene.limits.at(-1)!.minor), r: 5, fill: colours.limit },
    }),
  ];
}

/** The next raise as a step in dashes, and above it what ten more would make of it. */
function ahead(
  scene: Scene,
  { on: today, limitMinor, next, withTenMore }: LimitGrowth,
  { currency }: GrowthRule,
): string[] {
  const [begin, at] = [x(scene, today), x(scene, next.on)];
  const [now, then, more] = [limitMinor, next.limitMinor, withTenMore.limitMinor].map((minor) =>
    y(scene, minor),
  ) as [number, number, number];
  const end = width - right;
  const plus = formatMinor(withTenMore.limitMinor, currency);
  return [
    element('rect', {
      ...{ x: at, y: more, width: end - at, height: Math.max(0, then - more) },
      ...{ fill: colours.next, 'fill-opacity': 0.22 },
    }),
    element('path', {
      d: `M${begin.toFixed(1)} ${now.toFixed(1)}H${at.toFixed(1)}V${then.toFixed(1)}H${end}`,
      ...{ fill: 'none', stroke: colours.limit, 'stroke-width': 2, 'stroke-dasharray': '5 4' },
    }),
    element('path', {
      d: `M${at.toFixed(1)} ${more.toFixed(1)}H${end}`,
      ...{ fill: 'none', stroke: colours.next, 'stroke-width': 2 },
    }),
    caption(end, Math.max(top + 12, more - 8), 12, `+10 → ${plus}`, colours.next, 'end'),
  ];
}

/** In the picture where there is room for it, else named at the edge above which it lies. */
function cap(scene: Scene, { capMinor, currency }: GrowthRule): string[] {
  const isSeen = Number(capMinor) <= scene.high;
  const at = isSeen ? y(scene, capMinor) : top;
  const name = `cap 上限 ${formatMinor(capMinor, currency)}${isSeen ? '' : ' ↑'}`;
  const line = { x1: left, y1: at, x2: width - right, y2: at, stroke: colours.cap };
  return [
    ...(isSeen ? [element('line', { ...line, 'stroke-width': 1.2, 'stroke-dasharray': '2 4' })] : []),
    caption(left + 8, at - 6, 12, name, colours.cap),
  ];
}

/** A bar at each raise day, as high as the customers whom it came from; the next one pale. */
function bars(scene: Scene, { next }: LimitGrowth): string[] {
  const all = [...scene.raises, next];
  const most = all.reduce((max, { customers }) => Math.max(max, customers), 1);
  const wide = Math.max(3, Math.min(26, (width - left - right) / (all.length * 2.4)));
  const ground = barsTop + barsHeight;
  return [
    caption(left - 10, barsTop + 12, 12, 'customers', colours.quiet, 'end'),
    caption(left - 10, barsTop + 28, 12, '有效顾客', colours.quiet, 'end'),
    element('line', { x1: left, y1: ground, x2: width - right, y2: ground, stroke: colours.rule }),
    ...all.map((raise) => {
      const tall = (raise.customers / most) * (barsHeight - 14);
      const middle = x(scene, raise.on);
      const bar = {
        ...{ x: middle - wide / 2, y: ground - tall, width: wide, height: tall, rx: 2 },
        ...{ fill: colours.customers, 'fill-opacity': raise === next ? 0.45 : 1 },
      };
      const number = caption(middle, ground - tall - 4, 11, String(raise.customers), colours.quiet, 'middle');
      const told = element('title', {}, escaped(`${raise.on}: ${raise.customers}`));
      return element('rect', bar, told) + (all.length <= 18 ? number : '');
    }),
  ];
}

/** The raise days as far as there is room for their dates. */
function days(scene: Scene): string[] {
  const marks = [...scene.limits.map(({ on }) => on), scene.until];
  const every = Math.ceil(marks.length / 9);
  return marks.flatMap((on, at) =>
    (marks.length - 1 - at) % every === 0
      ? [caption(x(scene, on), barsTop + barsHeight + 20, 11, on, colours.quiet, 'middle')]
      : [],
  );
}
