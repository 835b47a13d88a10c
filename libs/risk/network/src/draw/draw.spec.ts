import { egoNetwork } from '../account/ego-network.js';
import { buildNetwork } from '../graph/build-network.js';
import { findRings } from '../ring/find-rings.js';
import { simulateRings } from '../ring/simulated-communities.js';
import { drawEgoNetwork } from './draw-ego-network.js';
import { drawRing } from './draw-ring.js';

jest.setTimeout(120_000);

/** The elements of a picture by name; fails where a tag is not closed. */
function elementsIn(svg: string): Map<string, number> {
  const counts = new Map<string, number>();
  const open: string[] = [];
  for (const [, closing, name, alone] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (closing) expect(open.pop()).toBe(name);
    else counts.set(name!, (counts.get(name!) ?? 0) + 1);
    if (!closing && !alone) open.push(name!);
  }
  expect(open).toEqual([]);
  return counts;
}

const idOf = (vertex: number): string => `account ${vertex}`;
const star = { from: Array.from({ length: 40 }, () => 0), to: Array.from({ length: 40 }, (_, at) => at + 1) };

describe('the picture of an account', () => {
  it('that many pay who do not know each other is a dandelion: no chords', () => {
    const network = buildNetwork(star, { vertices: 41, directed: false });
    const svg = drawEgoNetwork(egoNetwork(network, 0), { idOf });
    expect(svg).toMatch(/a dandelion/);
    expect(svg).toMatch(/degree 40, clustering coefficient 0.0000/);
    expect(elementsIn(svg).get('line')).toBe(40);
    expect(elementsIn(svg).get('path')).toBeUndefined();
  });

  it('whose counterparties know each other is a ball of yarn: a chord for each tie', () => {
    const from = [0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 5];
    const to = [1, 2, 3, 4, 5, 6, 2, 3, 3, 4, 6];
    const network = buildNetwork({ from, to }, { vertices: 7, directed: false });
    const svg = drawEgoNetwork(egoNetwork(network, 0), { idOf });
    expect(svg).toMatch(/a ball of yarn/);
    expect(elementsIn(svg).get('path')).toBe(5);
  });

  it('says nothing of a shape when counterparties are few', () => {
    const network = buildNetwork({ from: [0], to: [1] }, { vertices: 2, directed: false });
    expect(drawEgoNetwork(egoNetwork(network, 0), { idOf })).toMatch(
      /too few counterparties to have a shape/,
    );
  });

  it('shows at most as many as are asked for, and says so; the figures are of all', () => {
    const network = buildNetwork(star, { vertices: 41, directed: false });
    const svg = drawEgoNetwork(egoNetwork(network, 0, 10), { idOf });
    expect(svg).toMatch(/degree 40, .*10 of 40 counterparties shown/);
    expect(elementsIn(svg).get('line')).toBe(10);
  });

  it('can hold any id: markup is text, and a long one is cut in the middle', () => {
    const network = buildNetwork({ from: [0], to: [1] }, { vertices: 2, directed: false });
    const odd = ['<script>&"\u0000', '店'.repeat(100)];
    const svg = drawEgoNetwork(egoNetwork(network, 0), { idOf: (vertex) => odd[vertex]! });
    expect(svg).toMatch(/&lt;script&gt;&amp;&quot;\ufffd/);
    expect(svg).not.toMatch(/<script/);
    expect(svg).toMatch(/店{9}…店{9}[^店]/);
    elementsIn(svg);
  });
});

describe('the picture of a ring', () => {
  it('has a line a member, and its payments in time', () => {
    const { payments } = simulateRings({
      seed: 7,
      individuals: 300,
      days: 35,
      rings: 2,
      kinds: ['cash-out shop'],
    });
    const [ring] = findRings(payments, { windowMs: 7 * 86_400_000 });
    const svg = drawRing(payments, ring!);
    for (const { account, role } of ring!.members)
      expect(svg).toContain(`>${payments.idOf(account)} · ${role}<`);
    expect(svg).toMatch(/Ring of \d+ accounts, reported 2026-/);
    expect(elementsIn(svg).get('path')).toBeGreaterThan(ring!.members.length);
  });
});
