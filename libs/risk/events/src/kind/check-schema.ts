import { Fault } from '@fanxing/kernel';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { KindSchema } from './kind-schema.js';

const fieldTypes = ['number', 'integer', 'string', 'null'];
const bound = { type: 'number' };
const length = { type: 'integer', minimum: 0, maximum: 256 };

/** The JSON Schema of the schemas that {@link KindSchema} describes. */
const schemaOfSchemas = {
  type: 'object',
  required: ['type', 'properties'],
  additionalProperties: false,
  properties: {
    type: { const: 'object' },
    additionalProperties: { type: 'boolean' },
    required: { type: 'array', maxItems: 50, uniqueItems: true, items: { type: 'string' } },
    properties: {
      type: 'object',
      maxProperties: 50,
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$' },
      additionalProperties: {
        type: 'object',
        required: ['type', 'description'],
        additionalProperties: false,
        properties: {
          type: {
            anyOf: [
              { enum: fieldTypes },
              { type: 'array', minItems: 1, uniqueItems: true, items: { enum: fieldTypes } },
            ],
          },
          description: { type: 'string', minLength: 1, maxLength: 500 },
          personal: { type: 'boolean' },
          enum: {
            type: 'array',
            minItems: 1,
            maxItems: 200,
            uniqueItems: true,
            items: { type: ['number', 'string', 'null'] },
          },
          minimum: bound,
          maximum: bound,
          minLength: length,
          maxLength: length,
        },
      },
    },
  },
};

type GivenSchema = Omit<KindSchema, 'additionalProperties'>;

let compiled: ValidateFunction<GivenSchema> | undefined;

/** Reads a schema that a bank gives for a kind of its own. Fails with EVENT_KIND_INVALID. */
export function checkSchema(given: unknown, path: string): KindSchema {
  const check = (compiled ??= new Ajv({ allowUnionTypes: true }).compile<GivenSchema>(schemaOfSchemas));
  if (!check(given)) throw invalid(problemOf(check.errors ?? []), path);
  const schema: KindSchema = { additionalProperties: false, ...given };
  const unknown = (schema.required ?? []).find((name) => !Object.hasOwn(schema.properties, name));
  if (unknown !== undefined) throw invalid(`it requires "${unknown}", which is none of its properties`, path);
  return schema;
}

function problemOf([error]: readonly ErrorObject[]): string {
  const where = error?.instancePath === '' ? 'it' : (error?.instancePath ?? 'it');
  return `${where} ${error?.message ?? 'can not be read'}`;
}

function invalid(problem: string, path: string): Fault {
  return new Fault('EVENT_KIND_INVALID', { problem }, path);
}
