import { cellToLatLng, gridDisk } from 'h3-js';
import type { Position } from '../surroundings/position.js';
import { businessDistricts, type DistrictShop } from './business-districts.js';
import { shopCell } from './shop-cell.js';

const people = { latitude: 31.2304, longitude: 121.4737 };
const middleOf = (cell: string): Position => {
  const [latitude, longitude] = cellToLatLng(cell);
  return { latitude, longitude };
};
const shopsIn = (cell: string, count: number, trade: string | null = 'buns'): DistrictShop[] =>
  Array.from({ length: count }, () => ({ position: middleOf(cell), trade }));
const cell = shopCell(people);
const [east = ''] = gridDisk(cell, 1).filter((near) => near !== cell);
const far = shopCell({ latitude: 31.26, longitude: 121.4737 });

it('knows the cell of a position as everybody writes it', () => {
  expect(shopCell({ latitude: 37.7752702151959, longitude: -122.418307270836 })).toBe('8928308280fffff');
});

it('finds streets full of shops, whatever the order of the shops', () => {
  const shops = [
    ...shopsIn(cell, 9),
    ...shopsIn(east, 6, 'tea'),
    ...shopsIn(far, 20, null),
    ...shopsIn(shopCell({ latitude: 31.3, longitude: 121.4737 }), 11),
  ];
  const districts = businessDistricts(shops);
  expect(districts.map(({ shops: count, cells }) => [count, cells])).toEqual([
    [20, [far]],
    [15, [cell, east].sort()],
  ]);
  expect(districts[1]).toMatchObject({
    id: [cell, east].sort()[0],
    trades: [
      { trade: 'buns', shops: 9 },
      { trade: 'tea', shops: 6 },
    ],
  });
  expect(businessDistricts(shops.reverse())).toEqual(districts);
  expect(businessDistricts(shops, { shopsMin: 11 })).toHaveLength(3);
  expect(businessDistricts([])).toEqual([]);
});

it('keeps a district together across the antimeridian', () => {
  const west = shopCell({ latitude: -16.8, longitude: 179.9995 });
  const row = [west, ...gridDisk(west, 2)];
  const [district, ...others] = businessDistricts(row.flatMap((each) => shopsIn(each, 3)));
  expect(others).toEqual([]);
  expect(Math.abs(district!.middle.longitude)).toBeGreaterThan(179.9);
  expect(district!.middle.latitude).toBeCloseTo(-16.8, 2);
});

it('lies in the middle of its shops', () => {
  const [district] = businessDistricts([...shopsIn(cell, 30), ...shopsIn(east, 10)]);
  const [one, other] = [middleOf(cell), middleOf(east)];
  expect(district!.middle.latitude).toBeCloseTo(0.75 * one.latitude + 0.25 * other.latitude, 9);
});
