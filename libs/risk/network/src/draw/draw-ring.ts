import type { Payments } from '../payment/payments.js';
import type { Ring } from '../ring/find-rings.js';
import { caption, element, picture, shortId } from './svg.js';

const left = 190;
const right = 40;
const width = 960;
const lane = 22;
const top = 70;
const barsHeight = 70;
const lanesMax = 60;
const paymentsMax = 1_500;

const colours = { hub: '#b91c1c', buyer: '#2563eb', member: '#6b7280' } as const;

/**
 * A ring over time: a line a member, hubs first; each payment among them an arrow from payer to payee at its moment; below, what
 * they paid one another hour by hour or day by day. Shaded is the time from which the ring was reported.
 */
export function drawRing(payments: Payments, ring: Ring): string {
  const scene = sceneOf(payments, ring);
  const height = top + scene.lanes.length * lane + barsHeight + 60;
  const reported = new Date(ring.reportedMs).toISOString().slice(0, 16).replace('T', ' ');
  const title = `Ring of ${ring.members.length} accounts, reported ${reported} UTC 资金回转团伙`;
  const best = ring.windows.reduce((most, window) => (window.probability > most.probability ? window : most));
  const facts =
    `probability ${best.probability.toFixed(2)}, money that came round ${percent(best.evidence.roundTrip)}, ` +
    `of the members' money among themselves ${percent(best.evidence.isolation)}, ` +
    `burst ×${Math.round(2 ** best.evidence.burst)}`;
  const shown = ring.members.length > lanesMax ? `, ${lanesMax} of ${ring.members.length} members shown` : '';
  return picture(
    width,
    height,
    title,
    `${title}: ${facts}${shown}.`,
    caption(20, 28, 18, title, '#111827'),
    caption(20, 50, 13, `${facts}${shown}`, '#374151'),
    ...reportedShade(scene, ring, height),
    ...laneLines(payments, scene),
    ...arrows(payments, scene),
    ...bars(payments, scene),
    ...axis(scene, height),
  );
}

interface Scene {
  readonly lanes: readonly { readonly account: number; readonly role: keyof typeof colours }[];
  readonly laneOf: ReadonlyMap<number, number>;
  readonly positions: readonly number[];
  readonly fromMs: number;
  readonly untilMs: number;
}

function sceneOf(payments: Payments, { members, windows }: Ring): Scene {
  const rank = { hub: 0, buyer: 1, member: 2 };
  const lanes = [...members]
    .sort((one, other) => rank[one.role] - rank[other.role] || one.account - other.account)
    .slice(0, lanesMax);
  const laneOf = new Map(lanes.map(({ account }, at) => [account, at]));
  const [fromMs, untilMs] = [windows[0]!.fromMs, windows.at(-1)!.untilMs];
  const positions: number[] = [];
  for (let at = 0; at < payments.count && payments.atMs[at]! < untilMs; at += 1) {
    const isAmong = laneOf.has(payments.from[at]!) && laneOf.has(payments.to[at]!);
    if (payments.atMs[at]! >= fromMs && isAmong && payments.from[at] !== payments.to[at]) positions.push(at);
  }
  return { lanes, laneOf, positions, fromMs, untilMs };
}

function x({ fromMs, untilMs }: Scene, ms: number): number {
  return left + ((width - left - right) * (ms - fromMs)) / (untilMs - fromMs);
}

function y(at: number): number {
  return top + at * lane + lane / 2;
}

function reportedShade(scene: Scene, { reportedMs }: Ring, height: number): string[] {
  const begin = x(scene, reportedMs);
  const span = width - right - begin;
  if (span <= 0) return [];
  return [
    element('rect', { x: begin, y: top, width: span, height: height - top - 40, fill: '#fef3c7' }),
    caption(begin + 6, height - 46, 11, 'reported 已报告', '#92400e'),
  ];
}

function laneLines({ idOf }: Payments, { lanes }: Scene): string[] {
  return lanes.flatMap(({ account, role }, at) => [
    element('line', { x1: left, y1: y(at), x2: width - right, y2: y(at), stroke: '#e5e7eb' }),
    caption(left - 10, y(at) + 4, 12, `${shortId(idOf(account))} · ${role}`, colours[role], 'end'),
  ]);
}

/** The thicker, the larger; a dot stands where the money came from. The latest are left out when there are too many to tell apart. */
function arrows({ from, to, atMs, amountMinor }: Payments, scene: Scene): string[] {
  const most = scene.positions.reduce((max, at) => Math.max(max, amountMinor[at]!), 1);
  return scene.positions.slice(0, paymentsMax).flatMap((at) => {
    const [payer, payee] = [scene.laneOf.get(from[at]!)!, scene.laneOf.get(to[at]!)!];
    const [cx, thick] = [x(scene, atMs[at]!), 0.8 + 3 * Math.sqrt(amountMinor[at]! / most)];
    const head = payee > payer ? -5 : 5;
    const colour = colours[scene.lanes[payer]!.role];
    return [
      element('line', {
        x1: cx,
        y1: y(payer),
        x2: cx,
        y2: y(payee),
        stroke: colour,
        'stroke-width': thick,
        'stroke-opacity': 0.6,
      }),
      element('circle', { cx, cy: y(payer), r: 2.5, fill: colour }),
      element('path', {
        d: `M${(cx - 4).toFixed(1)} ${y(payee) + head}L${cx.toFixed(1)} ${y(payee)}L${(cx + 4).toFixed(1)} ${y(payee) + head}`,
        fill: 'none',
        stroke: colour,
      }),
    ];
  });
}

const barCount = 48;

function bars({ atMs, amountMinor }: Payments, scene: Scene): string[] {
  const sums = new Float64Array(barCount);
  const span = scene.untilMs - scene.fromMs;
  for (const at of scene.positions) {
    sums[Math.min(barCount - 1, Math.floor((barCount * (atMs[at]! - scene.fromMs)) / span))]! +=
      amountMinor[at]!;
  }
  const most = Math.max(1, ...sums);
  const bottom = top + scene.lanes.length * lane + barsHeight;
  const wide = (width - left - right) / barCount;
  const drawn = [...sums].flatMap((sum, at) => {
    const height = (sum / most) * (barsHeight - 15);
    return sum === 0
      ? []
      : [
          element('rect', {
            x: left + at * wide,
            y: bottom - height,
            width: wide - 1,
            height,
            fill: '#7c3aed',
          }),
        ];
  });
  return [...drawn, caption(left - 10, bottom - 4, 12, 'among members', '#374151', 'end')];
}

function axis(scene: Scene, height: number): string[] {
  const ticks = 7;
  return Array.from({ length: ticks + 1 }, (_, tick) => {
    const ms = scene.fromMs + ((scene.untilMs - scene.fromMs) * tick) / ticks;
    const text = new Date(ms).toISOString().slice(5, 16).replace('T', ' ');
    return caption(x(scene, ms), height - 22, 11, text, '#6b7280', 'middle');
  });
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
