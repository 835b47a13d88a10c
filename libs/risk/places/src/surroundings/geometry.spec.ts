import { distanceMetres, type Geometry } from './geometry.js';

const shanghai = { latitude: 31.2304, longitude: 121.4737 };
/** Metres of a degree of latitude. */
const degree = 111_195;
const north = (metres: number, east = 0) => ({
  latitude: shanghai.latitude + metres / degree,
  longitude: shanghai.longitude + east / degree / Math.cos((shanghai.latitude * Math.PI) / 180),
});
const square = (half: number) => [
  north(-half, -half),
  north(-half, half),
  north(half, half),
  north(half, -half),
  north(-half, -half),
];

it.each<[string, Geometry, number]>([
  ['a point', { type: 'Point', at: north(300, 400) }, 500],
  ['the spot itself', { type: 'Point', at: shanghai }, 0],
  ['a street that passes by', { type: 'LineString', line: [north(80, -5_000), north(80, 5_000)] }, 80],
  ['a street that ends before', { type: 'LineString', line: [north(300, 400), north(900, 1_200)] }, 500],
  ['a building site around it', { type: 'Polygon', rings: [square(50)] }, 0],
  ['a site with the shop in its courtyard', { type: 'Polygon', rings: [square(200), square(40)] }, 40],
  [
    'a site beside it',
    { type: 'Polygon', rings: [square(50).map((at) => ({ ...at, latitude: at.latitude + 150 / degree }))] },
    100,
  ],
])('measures how far %s is', (_, geometry, metres) => {
  expect(Math.abs(distanceMetres(shanghai, geometry) - metres)).toBeLessThan(0.001 * metres + 0.1);
});

it('goes on across the antimeridian', () => {
  const fiji = { latitude: -16.8, longitude: 179.999 };
  const metres = distanceMetres(fiji, { type: 'Point', at: { latitude: -16.8, longitude: -179.999 } });
  expect(metres).toBeGreaterThan(212);
  expect(metres).toBeLessThan(214);
});
