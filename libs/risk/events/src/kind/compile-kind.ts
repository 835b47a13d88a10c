import { Fault } from '@fanxing/kernel';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { EventFields } from '../event/canonical-event.js';
import type { EventKind, KindSchema } from './kind-schema.js';

/** Fails with EVENT_FIELD_INVALID, at the field, when the fields are not what the kind says. `path` is the event's. */
export type CheckFields = (fields: EventFields, path: string) => void;

/**
 * The check of a kind; its schema has been through `checkSchema`, or is one of ours. It is compiled when the first event asks for it:
 * few processes ever meet every kind.
 */
export function compileKind({ kind, version, schema }: EventKind): CheckFields {
  let compiled: ValidateFunction | undefined;
  return (fields, path) => {
    const check = (compiled ??= compile(schema));
    if (check(fields)) return;
    const [error] = check.errors ?? [];
    const field = fieldOf(error);
    throw new Fault(
      'EVENT_FIELD_INVALID',
      { kind, version, field, problem: error?.message ?? 'it does not fit' },
      field === '' ? `${path}.fields` : `${path}.fields.${field}`,
    );
  };
}

function compile(schema: KindSchema): ValidateFunction {
  const ajv = new Ajv({ allowUnionTypes: true, meta: false, validateSchema: false });
  ajv.addKeyword('personal');
  return ajv.compile(schema);
}

/** The field at fault: one that is there, is missing, or is not known. */
function fieldOf(error: ErrorObject | undefined): string {
  const { missingProperty, additionalProperty } = (error?.params ?? {}) as Record<string, string | undefined>;
  return missingProperty ?? additionalProperty?.slice(0, 64) ?? error?.instancePath.slice(1) ?? '';
}
