import { GrowingUint32 } from '../text/growing-array.js';
import {
  edgeCounts,
  sampleOf,
  type Checked,
  type ReturnedNetwork,
  type SampleOptions,
} from './returned-network.js';

/**
 * Follows the labels of a sample from iteration to iteration: after each, a vertex must have the label that its neighbours had
 * most often before it. So that this can be seen, an engine gives back the labels after every iteration, the last included; what is
 * wrong at one vertex shows there, however far away it ends up. Vertices without edges must keep their own label. Wrong labels at
 * a share p of the others pass with (1 − p)^sample. Needs 4 bytes a vertex and iteration.
 */
export async function checkCommunities(
  network: ReturnedNetwork,
  /** By iteration: the label of every vertex after it. */
  labels: readonly Uint32Array[],
  options: SampleOptions,
): Promise<Checked> {
  const counts = await edgeCounts(network);
  for (const after of labels) {
    for (let vertex = 0; vertex < network.vertices; vertex += 1) {
      if (counts[vertex] === 0 && after[vertex] !== vertex)
        return { recomputed: vertex, difference: { vertex, got: after[vertex]!, expected: vertex } };
    }
  }
  const sample = sampleOf(counts, 1, options);
  const heard = await heardBy(network, sample);
  for (const [slot, vertex] of sample.entries()) {
    for (const [iteration, after] of labels.entries()) {
      const expected = mostOften(heard(slot), labels[iteration - 1]);
      if (after[vertex] !== expected)
        return { recomputed: slot, difference: { vertex, got: after[vertex]!, expected } };
    }
  }
  return { recomputed: sample.length };
}

/** By place in the sample: the vertices that each hears, one with an edge each way twice. */
async function heardBy(
  { vertices, edges }: ReturnedNetwork,
  sample: Uint32Array,
): Promise<(slot: number) => Uint32Array> {
  const slotOf = new Uint32Array(vertices);
  sample.forEach((vertex, slot) => (slotOf[vertex] = slot + 1));
  const [slots, neighbours] = [new GrowingUint32(), new GrowingUint32()];
  const hear = (listener: number, speaker: number): void => {
    if (slotOf[listener] === 0) return;
    slots.push(slotOf[listener]! - 1);
    neighbours.push(speaker);
  };
  for await (const { from, to } of edges()) {
    for (let at = 0; at < from.length; at += 1) {
      hear(from[at]!, to[at]!);
      hear(to[at]!, from[at]!);
    }
  }
  const start = new Uint32Array(sample.length + 1);
  for (const slot of slots.values()) start[slot + 1]! += 1;
  for (let slot = 0; slot < sample.length; slot += 1) start[slot + 1]! += start[slot]!;
  const cursor = start.slice();
  const grouped = new Uint32Array(neighbours.length);
  slots.values().forEach((slot, at) => {
    grouped[cursor[slot]!] = neighbours.values()[at]!;
    cursor[slot]! += 1;
  });
  return (slot) => grouped.subarray(start[slot], start[slot + 1]);
}

/** Before the first iteration everybody has the own label. */
function mostOften(neighbours: Uint32Array, before: Uint32Array | undefined): number {
  const counts = new Map<number, number>();
  let [winner, most] = [0, 0];
  for (const neighbour of neighbours) {
    const label = before === undefined ? neighbour : before[neighbour]!;
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    if (count > most || (count === most && label < winner)) [winner, most] = [label, count];
  }
  return winner;
}
