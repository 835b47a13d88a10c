import { Fault, parseBusinessDate } from '@fanxing/kernel';
import { z } from 'zod';
import type { Geometry } from '../surroundings/geometry.js';
import {
  assumedEffects,
  workKinds,
  type PlannedWork,
  type WorkEffect,
  type WorkKind,
} from '../surroundings/planned-works.js';
import { readPosition, type Position } from '../surroundings/position.js';
import { placeKinds, type NearbyPlace, type Surroundings } from '../surroundings/surroundings.js';
import { listOf, number, objectOf, oneOf, readShape, text } from './document-shape.js';
import { positionShape } from './read-shop.js';

const pointsMax = 10_000;
const point = z.tuple([number, number], { error: 'it must be [longitude, latitude]' });
const ring = listOf(point, pointsMax).min(4, {
  error: 'a ring has four points at least, the last as the first',
});
const geometryShape = z.discriminatedUnion(
  'type',
  [
    objectOf({ type: z.literal('Point'), coordinates: point }),
    objectOf({
      type: z.literal('LineString'),
      coordinates: listOf(point, pointsMax).min(2, { error: 'a line has two points at least' }),
    }),
    objectOf({
      type: z.literal('Polygon'),
      coordinates: listOf(ring, 100).min(1, { error: 'a polygon has one ring at least' }),
    }),
  ],
  { error: 'it must be a GeoJSON Point, LineString or Polygon' },
);

const share = number
  .min(0, { error: 'it must be from 0 to 0.95' })
  .max(0.95, { error: 'it must be from 0 to 0.95' });
const reach = number
  .min(1, { error: 'it must be from 1 to 5000 metres' })
  .max(5_000, { error: 'it must be from 1 to 5000 metres' });
const factor = number
  .min(0.1, { error: 'it must be from 0.1 to 10' })
  .max(10, { error: 'it must be from 0.1 to 10' });
const people = number
  .min(0, { error: 'it must be 0 or more' })
  .max(1e9, { error: 'it must be 1000000000 at most' });

const surroundingsShape = objectOf({
  places: listOf(
    objectOf({
      kind: oneOf(placeKinds),
      position: positionShape,
      name: text.optional(),
      trade: text.optional(),
      peoplePerDay: people.optional(),
    }),
    100_000,
  ).default([]),
  works: listOf(
    objectOf({
      kind: oneOf(workKinds),
      name: text.optional(),
      geometry: geometryShape,
      from: text,
      until: text.optional(),
    }),
    10_000,
  ).default([]),
  effects: listOf(objectOf({ kind: oneOf(workKinds), lossAtDoor: share, reachMetres: reach }), 100).default(
    [],
  ),
  seasons: listOf(
    objectOf({
      trade: text,
      months: z.array(factor).length(12, { error: 'it must be twelve factors, January first' }),
    }),
    1_000,
  ).default([]),
});

/**
 * Reads surroundings from JSON: `{"places":[{"kind","position","trade"?,"name"?,"peoplePerDay"?}],
 * "works":[{"kind","geometry":GEOJSON,"from":DATE,"until"?:DATE,"name"?}],"effects"?:[{"kind","lossAtDoor","reachMetres"}],
 * "seasons"?:[{"trade","months":[12 factors]}]}`. Fails with INPUT_INVALID, POSITION_OUTSIDE_WORLD or WORKS_END_BEFORE_BEGIN, each with
 * its path.
 */
export function readSurroundings(input: unknown): Surroundings {
  const given = readShape(surroundingsShape, input);
  const places = given.places.map(
    ({ kind, position, trade = null, peoplePerDay = null }, at): NearbyPlace => ({
      kind,
      position: readPosition(position, `places[${at}].position`),
      trade,
      peoplePerDay,
    }),
  );
  const works = given.works.map((work, at) => workOf(work, `works[${at}]`));
  const effects = given.effects.map(({ kind, ...effect }): readonly [WorkKind, WorkEffect] => [kind, effect]);
  return {
    places,
    works,
    effects: { ...assumedEffects, ...Object.fromEntries(effects) },
    seasons: given.seasons,
  };
}

type GivenWork = z.infer<typeof surroundingsShape>['works'][number];

function workOf(given: GivenWork, path: string): PlannedWork {
  const from = parseBusinessDate(given.from, `${path}.from`);
  const until = given.until === undefined ? null : parseBusinessDate(given.until, `${path}.until`);
  if (until !== null && until < from)
    throw new Fault('WORKS_END_BEFORE_BEGIN', { from, until }, `${path}.until`);
  const geometry = geometryOf(given.geometry, `${path}.geometry.coordinates`);
  return { kind: given.kind, name: given.name ?? null, geometry, from, until };
}

function geometryOf(given: z.infer<typeof geometryShape>, path: string): Geometry {
  const at = ([longitude, latitude]: readonly [number, number], where: string): Position =>
    readPosition({ latitude, longitude }, where);
  const line = (points: readonly (readonly [number, number])[], where: string): Position[] =>
    points.map((each, index) => at(each, `${where}[${index}]`));
  switch (given.type) {
    case 'Point':
      return { type: 'Point', at: at(given.coordinates, path) };
    case 'LineString':
      return { type: 'LineString', line: line(given.coordinates, path) };
    case 'Polygon':
      return {
        type: 'Polygon',
        rings: given.coordinates.map((each, index) => line(each, `${path}[${index}]`)),
      };
  }
}
