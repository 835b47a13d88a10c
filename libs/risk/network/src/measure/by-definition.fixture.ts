import type { EdgeColumns } from '../graph/build-network.js';

/** The definitions of LDBC Graphalytics read off word by word, on plain sets: what the fast ways are held to. */
export class PlainGraph {
  readonly out: Set<number>[];
  readonly into: Set<number>[];

  constructor(
    { from, to }: EdgeColumns,
    readonly vertices: number,
    readonly directed: boolean,
  ) {
    this.out = Array.from({ length: vertices }, () => new Set<number>());
    this.into = Array.from({ length: vertices }, () => new Set<number>());
    for (let at = 0; at < from.length; at += 1) {
      if (from[at] === to[at]) continue;
      this.add(from[at]!, to[at]!);
      if (!directed) this.add(to[at]!, from[at]!);
    }
  }

  private add(from: number, to: number): void {
    this.out[from]!.add(to);
    this.into[to]!.add(from);
  }

  neighbours(vertex: number): Set<number> {
    return new Set([...this.out[vertex]!, ...this.into[vertex]!]);
  }

  clustering(): number[] {
    return this.out.map((_, vertex) => {
      const around = this.neighbours(vertex);
      if (around.size < 2) return 0;
      let arcs = 0;
      for (const one of around) for (const other of around) if (this.out[one]!.has(other)) arcs += 1;
      return arcs / (around.size * (around.size - 1));
    });
  }

  communities(iterations: number): number[] {
    let labels = this.out.map((_, vertex) => vertex);
    for (let iteration = 0; iteration < iterations; iteration += 1) {
      labels = labels.map((own, vertex) => {
        const counts = new Map<number, number>();
        const heard = this.directed ? [...this.out[vertex]!, ...this.into[vertex]!] : [...this.out[vertex]!];
        for (const neighbour of heard)
          counts.set(labels[neighbour]!, (counts.get(labels[neighbour]!) ?? 0) + 1);
        const most = Math.max(...counts.values());
        return counts.size === 0
          ? own
          : Math.min(...[...counts].filter(([, count]) => count === most).map(([label]) => label));
      });
    }
    return labels;
  }

  components(): number[] {
    const labels = this.out.map((_, vertex) => vertex);
    for (let changed = true; changed;) {
      changed = false;
      labels.forEach((label, vertex) => {
        for (const neighbour of this.neighbours(vertex)) {
          if (labels[neighbour]! < labels[vertex]!) {
            labels[vertex] = labels[neighbour]!;
            changed = true;
          }
        }
        return label;
      });
    }
    return labels;
  }

  pageRank(iterations: number): number[] {
    const count = this.vertices;
    let ranks = this.out.map(() => 1 / count);
    for (let iteration = 0; iteration < iterations; iteration += 1) {
      const nowhere = ranks.reduce((sum, rank, vertex) => sum + (this.out[vertex]!.size === 0 ? rank : 0), 0);
      ranks = ranks.map((_, vertex) => {
        let drawn = 0;
        for (const source of this.into[vertex]!) drawn += ranks[source]! / this.out[source]!.size;
        return 0.15 / count + 0.85 * (drawn + nowhere / count);
      });
    }
    return ranks;
  }
}
