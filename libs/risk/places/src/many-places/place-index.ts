import KDBush from 'kdbush';
import { distancesFrom, metresPerDegree } from '../surroundings/geometry.js';
import { readPosition, type Position } from '../surroundings/position.js';
import {
  NeighbourhoodCount,
  placeKinds,
  walkMetres,
  type NearbyPlace,
  type Neighbourhood,
} from '../surroundings/surroundings.js';

/** Coordinates are kept as whole ten-millionths of a degree: a centimetre. */
const perDegree = 1e7;
const noTrade = 0;
const nobodyCounted = -1;

/**
 * All places that a bank knows, found by position: a static kd-tree (`kdbush`) over whole numbers, beside it what each place is in
 * typed arrays, 23 bytes a place. Places that open or close ask for a new index.
 */
export class PlaceIndex {
  /** Where the tree has put each place's coordinates. */
  private readonly positionOf: Uint32Array;

  private constructor(
    private readonly tree: KDBush,
    private readonly kinds: Uint8Array,
    private readonly tradeOf: Uint16Array,
    private readonly people: Float32Array,
    private readonly trades: readonly (string | null)[],
  ) {
    this.positionOf = new Uint32Array(tree.numItems);
    tree.ids.forEach((id, position) => (this.positionOf[id] = position));
  }

  /**
   * Builds the index of `count` places, which are asked for one by one and not kept. Fails with POSITION_OUTSIDE_WORLD at the first that
   * is nowhere. At most 65,535 trades are told apart; people are counted to seven digits.
   */
  static build(count: number, placeAt: (at: number) => NearbyPlace): PlaceIndex {
    const tree = new KDBush(count, undefined, Int32Array);
    const kinds = new Uint8Array(count);
    const tradeOf = new Uint16Array(count);
    const people = new Float32Array(count);
    const trades: (string | null)[] = [null];
    const codes = new Map<string, number>();
    for (let at = 0; at < count; at += 1) {
      const { kind, position, trade, peoplePerDay } = placeAt(at);
      const { latitude, longitude } = readPosition(position, `places[${at}].position`);
      tree.add(Math.round(longitude * perDegree), Math.round(latitude * perDegree));
      kinds[at] = placeKinds.indexOf(kind);
      people[at] = peoplePerDay ?? nobodyCounted;
      if (trade === null) continue;
      if (!codes.has(trade)) codes.set(trade, trades.push(trade) - 1);
      tradeOf[at] = codes.get(trade) ?? noTrade;
    }
    return new PlaceIndex(tree.finish(), kinds, tradeOf, people, trades);
  }

  get size(): number {
    return this.tree.numItems;
  }

  /** Of all arrays. */
  get bytes(): number {
    const { tree, kinds, tradeOf, people, positionOf } = this;
    return [tree.data, kinds, tradeOf, people, positionOf].reduce(
      (sum, { byteLength }) => sum + byteLength,
      0,
    );
  }

  /** The places not farther away than so many metres, in the order in which they were added. */
  around(centre: Position, metres: number): NearbyPlace[] {
    const ids: number[] = [];
    this.visit(centre, metres, (id) => ids.push(id));
    return ids.sort((one, other) => one - other).map((id) => this.placeOf(id));
  }

  /** As the function of that name over all places. */
  neighbourhoodOf(shop: Position, trade: string): Neighbourhood {
    const near = new NeighbourhoodCount();
    const code = this.trades.indexOf(trade, 1);
    this.visit(shop, walkMetres, (id, distance) => {
      const counted = this.people[id]!;
      const kind = placeKinds[this.kinds[id]!]!;
      near.add(kind, distance, this.tradeOf[id] === code, counted === nobodyCounted ? null : counted);
    });
    return near.counted();
  }

  private visit(centre: Position, metres: number, found: (id: number, distance: number) => void): void {
    const { coords } = this.tree;
    const distanceTo = distancesFrom(centre);
    for (const [west, south, east, north] of boxesAround(centre, metres)) {
      const ids = this.tree.range(
        Math.floor(west * perDegree),
        Math.floor(south * perDegree),
        Math.ceil(east * perDegree),
        Math.ceil(north * perDegree),
      );
      for (const id of ids) {
        const at = 2 * this.positionOf[id]!;
        const distance = distanceTo(coords[at + 1]! / perDegree, coords[at]! / perDegree);
        if (distance <= metres) found(id, distance);
      }
    }
  }

  private placeOf(id: number): NearbyPlace {
    const at = 2 * this.positionOf[id]!;
    const counted = this.people[id]!;
    return {
      kind: placeKinds[this.kinds[id]!]!,
      position: {
        longitude: this.tree.coords[at]! / perDegree,
        latitude: this.tree.coords[at + 1]! / perDegree,
      },
      trade: this.trades[this.tradeOf[id]!] ?? null,
      peoplePerDay: counted === nobodyCounted ? null : counted,
    };
  }
}

type Box = readonly [west: number, south: number, east: number, north: number];

/** One box in degrees, two where the antimeridian cuts it, the whole round near a pole. */
function boxesAround({ latitude, longitude }: Position, metres: number): Box[] {
  const high = metres / metresPerDegree;
  const [south, north] = [latitude - high, latitude + high];
  const widest = Math.min(90, Math.max(Math.abs(south), Math.abs(north)));
  const wide = high / Math.max(1e-9, Math.cos((widest * Math.PI) / 180));
  if (wide >= 180) return [[-180, south, 180, north]];
  const [west, east] = [longitude - wide, longitude + wide];
  if (west < -180)
    return [
      [-180, south, east, north],
      [west + 360, south, 180, north],
    ];
  if (east > 180)
    return [
      [west, south, 180, north],
      [-180, south, east - 360, north],
    ];
  return [[west, south, east, north]];
}
