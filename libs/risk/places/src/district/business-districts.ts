import { cellToLatLng, gridDisk } from 'h3-js';
import type { Position } from '../surroundings/position.js';
import { shopCell } from './shop-cell.js';

export interface DistrictShop {
  readonly position: Position;
  readonly trade: string | null;
}

/** Where shops stand close together: cells of the grid that are full of them and touch. */
export interface BusinessDistrict {
  /** Its smallest cell: the same for any order of the shops. */
  readonly id: string;
  readonly cells: readonly string[];
  readonly shops: number;
  /** Shops of each trade, the commonest first, then by name. */
  readonly trades: readonly { readonly trade: string; readonly shops: number }[];
  /** The middle of its cells, each weighted by its shops. */
  readonly middle: Position;
}

export interface DistrictOptions {
  /** Shops from which on a cell and the six around it are full. */
  readonly shopsMin?: number;
}

/**
 * Business districts by density on the H3 grid: a cell belongs to one when it has a shop and, with its six neighbours, `shopsMin` of
 * them (default 12, some sixteen a square kilometre); full cells that touch are one district. It is DBSCAN (Ester and
 * others, 1996) with a hexagon for the circle, so it needs no number of clusters.
 * Largest first, then by id.
 */
export function businessDistricts(
  shops: readonly DistrictShop[],
  { shopsMin = 12 }: DistrictOptions = {},
): BusinessDistrict[] {
  const byCell = new Map<string, DistrictShop[]>();
  for (const shop of shops) {
    const cell = shopCell(shop.position);
    const inCell = byCell.get(cell);
    if (inCell) inCell.push(shop);
    else byCell.set(cell, [shop]);
  }
  const countOf = (cell: string): number => byCell.get(cell)?.length ?? 0;
  const isFull = (cell: string): boolean =>
    gridDisk(cell, 1).reduce((sum, near) => sum + countOf(near), 0) >= shopsMin;
  const full = new Set([...byCell.keys()].filter(isFull));
  return touching(full)
    .map((cells) => districtOf(cells, byCell))
    .sort((one, other) => other.shops - one.shops || (one.id < other.id ? -1 : 1));
}

/** Groups of cells of which each touches another of its group. */
function touching(full: ReadonlySet<string>): string[][] {
  const seen = new Set<string>();
  const groups: string[][] = [];
  for (const start of full) {
    if (seen.has(start)) continue;
    const group = [start];
    seen.add(start);
    // The list grows while it is walked.
    for (const cell of group) {
      for (const near of gridDisk(cell, 1)) {
        if (!full.has(near) || seen.has(near)) continue;
        seen.add(near);
        group.push(near);
      }
    }
    groups.push(group.sort());
  }
  return groups;
}

function districtOf(
  cells: readonly string[],
  byCell: ReadonlyMap<string, readonly DistrictShop[]>,
): BusinessDistrict {
  const shops = cells.flatMap((cell) => byCell.get(cell) ?? []);
  const counts = new Map<string, number>();
  for (const { trade } of shops) if (trade !== null) counts.set(trade, (counts.get(trade) ?? 0) + 1);
  return {
    id: cells[0]!,
    cells,
    shops: shops.length,
    trades: [...counts]
      .map(([trade, count]) => ({ trade, shops: count }))
      .sort((one, other) => other.shops - one.shops || (one.trade < other.trade ? -1 : 1)),
    middle: middleOf(cells, byCell),
  };
}

/** Longitudes are taken beside the first cell's, so that a district may lie across the antimeridian. */
function middleOf(cells: readonly string[], byCell: ReadonlyMap<string, readonly DistrictShop[]>): Position {
  const [, first] = cellToLatLng(cells[0]!);
  let [north, east, weight] = [0, 0, 0];
  for (const cell of cells) {
    const shops = byCell.get(cell)?.length ?? 0;
    const [latitude, longitude] = cellToLatLng(cell);
    north += shops * latitude;
    east += shops * (((longitude - first + 540) % 360) - 180);
    weight += shops;
  }
  return { latitude: north / weight, longitude: ((first + east / weight + 540) % 360) - 180 };
}
