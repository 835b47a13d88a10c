import type { Jdm } from '../jdm.js';

interface Link {
  readonly from: number;
  readonly to: number;
  readonly branch: string | undefined;
}

export interface GraphLinks {
  readonly start: number;
  readonly ends: ReadonlySet<number>;
  readonly links: readonly Link[];
  readonly out: readonly (readonly number[])[];
  readonly into: readonly (readonly number[])[];
}

/** The edges of a graph by places, each list with the newest edge first: the order in which the engine goes. */
export function linksOf({ nodes, edges }: Jdm): GraphLinks {
  const places = new Map(nodes.map(({ id }, place) => [id, place]));
  const links = edges.map(({ sourceId, targetId, sourceHandle }) => ({
    from: places.get(sourceId) ?? -1,
    to: places.get(targetId) ?? -1,
    branch: sourceHandle ?? undefined,
  }));
  const by = (end: 'from' | 'to'): number[][] =>
    nodes.map((_, place) => links.flatMap((link, at) => (link[end] === place ? [at] : [])).reverse());
  return {
    start: nodes.findIndex(({ type }) => type === 'inputNode'),
    ends: new Set(nodes.flatMap(({ type }, place) => (type === 'outputNode' ? [place] : []))),
    links,
    out: by('from'),
    into: by('to'),
  };
}

/**
 * One walk through a graph in the engine's order, each node after all that lead to it: what a node leads to is put on
 * a pile, and the pile is taken from the top. When a switch takes away branches, the walk begins anew and passes over
 * what has run; so the order can be another than that of a walk without the branches.
 */
export class GraphWalk {
  private pile: number[];
  private visited = new Set<number>();
  private readonly done = new Set<number>();
  private readonly cut = new Set<number>();
  private readonly gone = new Set<number>();
  private current: number | undefined;

  constructor(private readonly graph: GraphLinks) {
    this.pile = [graph.start];
  }

  /** The next node to run. */
  next(): number | undefined {
    if (this.current !== undefined) this.pile.push(...this.linked('out', this.current));
    for (let at = this.pile.pop(); at !== undefined; at = this.pile.pop()) {
      if (this.visited.has(at) || this.gone.has(at)) continue;
      const waitsFor = this.sources(at).filter((source) => !this.visited.has(source));
      if (waitsFor.length > 0) {
        this.pile.push(at, ...waitsFor);
        continue;
      }
      this.visited.add(at);
      this.current = at;
      if (!this.done.has(at)) {
        this.done.add(at);
        return at;
      }
      this.pile.push(...this.linked('out', at));
    }
    return undefined;
  }

  /** What leads to a node by edges that are still there, the newest edge first. */
  sources(at: number): number[] {
    return this.linked('into', at);
  }

  /** Cuts the branches of a switch that are not taken, and what then has no way in or no way out. */
  keep(at: number, branches: ReadonlySet<string>): void {
    const links = (this.graph.out[at] ?? []).filter((link) => {
      const { branch } = this.graph.links[link] as Link;
      return !this.cut.has(link) && (branch === undefined || !branches.has(branch));
    });
    if (links.length === 0) return;
    for (const link of links) this.cutLink(link);
    this.visited = new Set();
    this.pile = [this.graph.start];
    this.current = undefined;
  }

  private cutLink(link: number): void {
    if (this.cut.has(link)) return;
    this.cut.add(link);
    const { from, to } = this.graph.links[link] as Link;
    if (this.sources(to).length === 0) this.remove(to, 'out');
    if (this.linked('out', from).length === 0) this.remove(from, 'into');
  }

  private remove(at: number, side: 'out' | 'into'): void {
    for (const link of this.graph[side][at] ?? []) this.cutLink(link);
    if (this.linked('out', at).length === 0) this.gone.add(at);
  }

  private linked(side: 'out' | 'into', at: number): number[] {
    const found: number[] = [];
    for (const link of this.graph[side][at] ?? []) {
      if (!this.cut.has(link)) found.push((this.graph.links[link] as Link)[side === 'out' ? 'to' : 'from']);
    }
    return found;
  }
}
