import { Fault } from '@fanxing/kernel';
import { canonicalKinds } from './canonical-kinds.js';
import { checkSchema } from './check-schema.js';
import { incompatibility } from './compatible-change.js';
import { compileKind } from './compile-kind.js';
import type { FieldSchema, KindSchema } from './kind-schema.js';

const visits: KindSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['count'],
  properties: {
    count: { type: 'integer', description: 'how many', minimum: 0 },
    source: { type: ['string', 'null'], description: 'from where', enum: ['map', 'search', null] },
  },
};

function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the kinds of every bank', () => {
  it('are each defined once, say what every field means, and are schemas such as a bank could give', () => {
    expect(new Set(canonicalKinds.map(({ kind }) => kind)).size).toBe(canonicalKinds.length);
    for (const { kind, meaning, meaningZh, schema } of canonicalKinds) {
      expect([kind, meaning, meaningZh].every((text) => text.length > 1)).toBe(true);
      expect(checkSchema(schema, 'schema')).toEqual(schema);
    }
  });

  it('take what they do not name, and refuse what they name in another type, at the field', () => {
    const location = canonicalKinds.find(({ kind }) => kind === 'location');
    const check = compileKind(location ?? canonicalKinds[0]!);
    expect(() => check({ latitude: 23.1, longitude: 113.2, floor: 3 }, 'event')).not.toThrow();
    expect(faultOf(() => check({ latitude: 91 }, 'event'))).toMatchObject({
      reason: 'EVENT_FIELD_INVALID',
      path: 'event.fields.latitude',
      details: { kind: 'location', version: 1, field: 'latitude' },
    });
  });
});

describe('a kind of a bank’s own', () => {
  const check = compileKind({
    kind: 'visitCount',
    version: 3,
    meaning: 'x',
    meaningZh: '客流',
    schema: visits,
  });

  it.each([
    ['is missing', {}, 'count'],
    ['is of another type', { count: 1.5 }, 'count'],
    ['is none of the values', { count: 1, source: 'radio' }, 'source'],
    ['is not known', { count: 1, colour: 'red' }, 'colour'],
  ])('refuses a field that %s', (_, fields, field) => {
    const { reason, path, details } = faultOf(() => check(fields, 'events.4'));
    expect([reason, path, details['version']]).toEqual([
      'EVENT_FIELD_INVALID',
      `events.4.fields.${field}`,
      3,
    ]);
  });

  it.each<[string, unknown]>([
    ['is no object', []],
    ['refers elsewhere', { ...visits, $ref: '#/x' }],
    [
      'runs a pattern',
      { ...visits, properties: { a: { type: 'string', description: 'a', pattern: '(a+)+$' } } },
    ],
    ['leaves a field without a meaning', { ...visits, properties: { a: { type: 'string' } } }],
    ['holds lists', { ...visits, properties: { a: { type: 'array', description: 'a' } } }],
    ['requires what it does not have', { ...visits, required: ['nothing'] }],
  ])('can not be one whose schema %s', (_, schema) => {
    expect(faultOf(() => checkSchema(schema, 'input.schema'))).toMatchObject({
      reason: 'EVENT_KIND_INVALID',
      path: 'input.schema',
    });
  });

  const changed = (count: Partial<FieldSchema>): KindSchema => ({
    ...visits,
    properties: { ...visits.properties, count: { ...visits.properties['count']!, ...count } },
  });

  it.each<[string, KindSchema, string | undefined]>([
    [
      'adds an optional field',
      { ...visits, properties: { ...visits.properties, a: { type: 'string', description: 'a' } } },
      undefined,
    ],
    ['takes fractions too', changed({ type: 'number' }), undefined],
    ['requires less', { ...visits, required: [] }, undefined],
    ['requires more', { ...visits, required: ['count', 'source'] }, '"source" becomes required'],
    ['loses a field', { ...visits, properties: { count: visits.properties['count']! } }, '"source" is gone'],
    ['is of another type', changed({ type: 'string' }), '"count" is no integer any more'],
    ['begins higher', changed({ minimum: 1 }), '"count" begins higher'],
    ['ends lower', changed({ maximum: 9 }), '"count" ends lower'],
    ['accepts fewer values', changed({ enum: [1, 2] }), '"count" accepts fewer values'],
  ])('in a version that %s', (_, newer, problem) => {
    expect(incompatibility(visits, newer)).toBe(problem);
  });

  it('that took anything claims no name afterwards', () => {
    const open = { ...visits, additionalProperties: true };
    const newer = {
      ...open,
      properties: { ...open.properties, a: { type: 'string', description: 'a' } as const },
    };
    expect(incompatibility(open, newer)).toBe('"a" may have been anything before');
    expect(incompatibility(open, visits)).toBe('fields without a name are refused');
  });
});
