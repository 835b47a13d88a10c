import { distanceMetres } from '../surroundings/geometry.js';
import type { Position } from '../surroundings/position.js';
import { neighbourhoodOf, placeKinds, type NearbyPlace } from '../surroundings/surroundings.js';
import { PlaceIndex } from './place-index.js';

/** A seeded town around a centre, in steps that the index keeps exactly. */
function town(centre: Position, count: number, degrees: number): NearbyPlace[] {
  let state = 11;
  const dice = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const exact = (degree: number): number => Math.round(degree * 1e7) / 1e7;
  return Array.from({ length: count }, (_, at) => ({
    kind: placeKinds[at % placeKinds.length]!,
    position: {
      latitude: exact(Math.max(-90, Math.min(90, centre.latitude + (dice() - 0.5) * degrees))),
      longitude: exact(((centre.longitude + (dice() - 0.5) * degrees + 540) % 360) - 180),
    },
    trade: at % 3 === 0 ? null : `trade ${at % 5}`,
    peoplePerDay: at % 4 === 0 ? at : null,
  }));
}

it.each<[string, Position, number]>([
  ['in a city', { latitude: 31.23, longitude: 121.47 }, 0.05],
  ['on both sides of the antimeridian', { latitude: -16.8, longitude: 180 }, 0.05],
  ['on both sides of it, seen from the west', { latitude: -16.8, longitude: -179.9999 }, 0.05],
  ['at the pole', { latitude: 89.999, longitude: 10 }, 300],
  ['on the equator', { latitude: 0, longitude: 0 }, 0.05],
])('finds %s what looking at every place finds', (_, centre, degrees) => {
  const places = town(centre, 1_500, degrees);
  const index = PlaceIndex.build(places.length, (at) => places[at]!);
  for (const metres of [0, 40, 500, 3_000]) {
    const near = places.filter(
      ({ position }) => distanceMetres(centre, { type: 'Point', at: position }) <= metres,
    );
    expect(index.around(centre, metres)).toEqual(near);
    expect(index.neighbourhoodOf(centre, 'trade 1')).toEqual(neighbourhoodOf(centre, 'trade 1', places));
  }
  expect(index.around(centre, 3_000).length).toBeGreaterThan(3);
  expect(index.neighbourhoodOf(centre, 'no such trade').similarShops).toBe(0);
});

it('holds nothing when there is nothing', () => {
  const index = PlaceIndex.build(0, () => {
    throw new Error('nothing is asked for');
  });
  expect([index.size, index.around({ latitude: 0, longitude: 0 }, 1_000)]).toEqual([0, []]);
});

it('takes 23 bytes a place', () => {
  const [place] = town({ latitude: 30, longitude: 100 }, 1, 1);
  expect(Math.round(PlaceIndex.build(70_000, () => place!).bytes / 70_000)).toBe(23);
});

it('refuses a place outside the world, and says which', () => {
  const places = town({ latitude: 30, longitude: 100 }, 3, 1);
  const wrong = { ...places[2]!, position: { latitude: 30, longitude: 200 } };
  expect(() => PlaceIndex.build(3, (at) => (at === 2 ? wrong : places[at]!))).toThrow(
    expect.objectContaining({ reason: 'POSITION_OUTSIDE_WORLD', path: 'places[2].position' }),
  );
});
