import type { EgoNetwork } from '../account/ego-network.js';
import { caption, element, escaped, picture, shortId } from './svg.js';

const size = 720;
const middle = size / 2;
const radius = 290;
const top = 30;

export interface EgoPicture {
  readonly idOf: (vertex: number) => string;
}

/**
 * The surroundings of an account: itself in the middle, whoever it has to do with around it, a chord between any two of these that
 * have to do with each other. A merchant's looks like a dandelion, a person's like a ball of yarn. Those who are tied stand
 * side by side, so that circles of friends show as bundles. The degree stands beside the coefficient, since few counterparties
 * alone make it low.
 */
export function drawEgoNetwork(ego: EgoNetwork, { idOf }: EgoPicture): string {
  const { degree, tieCount, neighbours } = ego;
  const coefficient = degree < 2 ? 0 : (2 * tieCount) / (degree * (degree - 1));
  const id = shortId(idOf(ego.vertex));
  const facts = `degree ${degree}, clustering coefficient ${coefficient.toFixed(4)}`;
  const shown = neighbours.length < degree ? `, ${neighbours.length} of ${degree} counterparties shown` : '';
  const places = placesAround(ego);
  const title = `${id}: ${shapeOf(degree, coefficient)} ${shapeZh(degree, coefficient)}`;
  return picture(
    size,
    size + 2 * top,
    title,
    `The counterparties of ${id}: ${facts}, ${tieCount} ties among them${shown}.`,
    ...stalks(places),
    ...chords(ego, places),
    ...heads(ego, places, idOf),
    element('circle', { cx: middle, cy: middle + top, r: 11, fill: '#b91c1c' }),
    caption(middle, 28, 18, title, '#111827', 'middle'),
    caption(middle, size + 2 * top - 18, 14, `${facts}, ties ${tieCount}${shown}`, '#374151', 'middle'),
  );
}

/** Words for the shape alone: what the account is needs more evidence than a picture (`classifyAccount`). */
export function shapeOf(degree: number, coefficient: number): string {
  if (degree < 5) return 'too few counterparties to have a shape';
  if (coefficient < 0.05) return 'a dandelion';
  return coefficient > 0.2 ? 'a ball of yarn' : 'between dandelion and ball of yarn';
}

function shapeZh(degree: number, coefficient: number): string {
  if (degree < 5) return '对手方过少';
  if (coefficient < 0.05) return '蒲公英';
  return coefficient > 0.2 ? '毛线团' : '介于两者之间';
}

type Place = readonly [x: number, y: number];

/** By position in `neighbours`. */
function placesAround({ neighbours, ties }: EgoNetwork): Place[] {
  const order = orderByTies(neighbours.length, ties);
  const places: Place[] = neighbours.map(() => [0, 0]);
  order.forEach((position, at) => {
    const angle = (2 * Math.PI * at) / Math.max(1, order.length) - Math.PI / 2;
    // Seeds of a dandelion stand in several rings when they are many.
    const ring = order.length > 60 ? (at % 3) * 0.07 : 0;
    const reach = radius * (1 - ring);
    places[position] = [middle + reach * Math.cos(angle), middle + top + reach * Math.sin(angle)];
  });
  return places;
}

/** Breadth first from the one with the most ties, so that those who are tied come to stand together. */
function orderByTies(count: number, ties: EgoNetwork['ties']): number[] {
  const around: number[][] = Array.from({ length: count }, () => []);
  for (const [one, other] of ties) {
    around[one]!.push(other);
    around[other]!.push(one);
  }
  const starts = [...around.keys()].sort((a, b) => around[b]!.length - around[a]!.length || a - b);
  const seen = new Set<number>();
  for (const start of starts) {
    if (seen.has(start)) continue;
    const queue = [start];
    seen.add(start);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const other of around[next]!) {
        if (seen.has(other)) continue;
        seen.add(other);
        queue.push(other);
      }
    }
  }
  return [...seen];
}

function stalks(places: readonly Place[]): string[] {
  return places.map(([x2, y2]) =>
    element('line', { x1: middle, y1: middle + top, x2, y2, stroke: '#d1d5db', 'stroke-width': 1 }),
  );
}

function chords({ ties }: EgoNetwork, places: readonly Place[]): string[] {
  const opacity = Math.max(0.08, Math.min(0.7, 60 / Math.max(1, ties.length)));
  return ties.map(([one, other]) => {
    const [[x1, y1], [x2, y2]] = [places[one]!, places[other]!];
    const bendX = (x1 + x2 + middle) / 3;
    const bendY = (y1 + y2 + middle + top) / 3;
    const d = `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${bendX.toFixed(1)} ${bendY.toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`;
    return element('path', { d, fill: 'none', stroke: '#7c3aed', 'stroke-opacity': opacity });
  });
}

function heads(
  { neighbours }: EgoNetwork,
  places: readonly Place[],
  idOf: (vertex: number) => string,
): string[] {
  const r = neighbours.length > 80 ? 3 : 6;
  return neighbours.map((vertex, position) => {
    const [cx, cy] = places[position]!;
    const dot = element(
      'circle',
      { cx, cy, r, fill: '#2563eb' },
      element('title', {}, escaped(shortId(idOf(vertex)))),
    );
    if (neighbours.length > 30) return dot;
    const isLeft = cx < middle;
    return (
      dot +
      caption(
        cx + (isLeft ? -10 : 10),
        cy + 4,
        11,
        shortId(idOf(vertex)),
        '#374151',
        isLeft ? 'end' : 'start',
      )
    );
  });
}
