import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { readSurroundings, type Geometry, type Position } from '@fanxing/risk-places';
import { CommandRoad } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { GivenPlaceInput, GivenWorkInput, GiveSurroundingsInput } from '../../generated/schema.js';
import { addSurroundings, spanMax, type Box, type Surrounding } from './surroundings.store.js';

const givenMax = 1_000;
const idLengthMax = 128;

/**
 * Takes in works that are planned and places that there are, all or none; what is given under a known id takes the earlier's place
 * from now on. Fails with BATCH_TOO_LARGE, INPUT_INVALID, POSITION_OUTSIDE_WORLD or WORKS_END_BEFORE_BEGIN, at the field.
 */
@Injectable()
export class GiveSurroundings {
  constructor(private readonly road: CommandRoad) {}

  run(context: TenantContext, input: GiveSurroundingsInput): Promise<{ readonly given: number }> {
    mustBeAllowedTo(context, 'event:write');
    const { idempotencyKey, works = [], places = [] } = input;
    const given = surroundingsOf(works ?? [], places ?? []);
    return this.road.run(
      context,
      { operation: 'giveSurroundings', permission: 'event:write', idempotencyKey, input },
      async (transaction) => {
        if (given.length > 0) await addSurroundings(transaction, given);
        return {
          answer: { given: given.length },
          subject: { kind: 'surroundings', id: newId('event') },
          after: { works: works?.length ?? 0, places: places?.length ?? 0 },
        };
      },
    );
  }
}

type Boxed = Surrounding & { readonly box: Box };

/** Read as the calculator reads them, so that what is kept can be forecast with. */
function surroundingsOf(works: readonly GivenWorkInput[], places: readonly GivenPlaceInput[]): Boxed[] {
  if (works.length + places.length > givenMax)
    throw new Fault('BATCH_TOO_LARGE', { limit: givenMax }, 'input.works');
  mustBeNamed(works, 'input.works');
  mustBeNamed(places, 'input.places');
  const ids = [...works, ...places].map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) < at);
  if (twice !== undefined)
    throw new Fault('INPUT_INVALID', { problem: `the id ${twice} stands there twice` }, 'input.works');
  const contents = { works: works.map(contentOfWork), places: places.map(contentOfPlace) };
  const read = atInput(() => readSurroundings(contents));
  return [
    ...works.map(({ id, cancelled }, at) => ({
      ...{ id, kind: 'work' as const, content: contents.works[at]!, cancelled: cancelled === true },
      box: boxOf(positionsIn(read.works[at]!.geometry), `input.works.${at}.geometry`),
    })),
    ...places.map(({ id, cancelled }, at) => ({
      ...{ id, kind: 'place' as const, content: contents.places[at]!, cancelled: cancelled === true },
      box: boxOf([read.places[at]!.position], `input.places.${at}.position`),
    })),
  ];
}

function mustBeNamed(given: readonly { readonly id: string }[], path: string): void {
  const at = given.findIndex(({ id }) => id === '' || id.length > idLengthMax);
  if (at >= 0)
    throw new Fault(
      'INPUT_INVALID',
      { problem: `an id has 1 to ${idLengthMax} characters` },
      `${path}.${at}.id`,
    );
}

function contentOfWork({ kind, name, geometry, from, until }: GivenWorkInput): Surrounding['content'] {
  return present({ kind: written(kind), name, geometry, from, until });
}

function contentOfPlace({ kind, position, trade, peoplePerDay }: GivenPlaceInput): Surrounding['content'] {
  return present({ kind: written(kind), position: { ...position }, trade, peoplePerDay });
}

/** As documents write it: METRO_WORKS is metro-works. */
function written(kind: string): string {
  return kind.toLowerCase().replaceAll('_', '-');
}

function present(content: Readonly<Record<string, unknown>>): Surrounding['content'] {
  return Object.fromEntries(
    Object.entries(content).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Documents say works[0].until, requests input.works.0.until. */
function atInput<Answer>(read: () => Answer): Answer {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Fault) || error.path === undefined) throw error;
    throw new Fault(error.reason, error.details, `input.${error.path.replace(/\[(\d+)\]/g, '.$1')}`);
  }
}

function positionsIn(geometry: Geometry): readonly Position[] {
  if (geometry.type === 'Point') return [geometry.at];
  return geometry.type === 'LineString' ? geometry.line : geometry.rings.flat();
}

function boxOf(positions: readonly Position[], path: string): Box {
  const latitudes = positions.map(({ latitude }) => latitude);
  const longitudes = positions.map(({ longitude }) => longitude);
  const box = {
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
  };
  if (box.north - box.south <= spanMax) return box;
  throw new Fault(
    'INPUT_INVALID',
    { problem: `it spans more than ${spanMax} degrees of latitude: give a long line in sections` },
    path,
  );
}
