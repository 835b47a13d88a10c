import type { FieldSchema, FieldType, KindSchema } from './kind-schema.js';

/**
 * Why a newer schema would refuse an event that the older one accepts, or change what a field means to whoever reads it; undefined
 * when it does neither. Events of before are read beside those of after, for ever: a kind only grows.
 */
export function incompatibility(older: KindSchema, newer: KindSchema): string | undefined {
  const required = (newer.required ?? []).find((name) => !(older.required ?? []).includes(name));
  if (required !== undefined) return `"${required}" becomes required`;
  if (older.additionalProperties && !newer.additionalProperties) return 'fields without a name are refused';
  for (const [name, before] of Object.entries(older.properties)) {
    const after = newer.properties[name];
    if (!after) return `"${name}" is gone`;
    const narrowed = narrowing(before, after);
    if (narrowed !== undefined) return `"${name}" ${narrowed}`;
  }
  if (!older.additionalProperties) return undefined;
  const claimed = Object.keys(newer.properties).find((name) => !Object.hasOwn(older.properties, name));
  return claimed === undefined ? undefined : `"${claimed}" may have been anything before`;
}

function narrowing(before: FieldSchema, after: FieldSchema): string | undefined {
  const types = typesOf(after);
  const lost = typesOf(before).find(
    (type) => !types.includes(type) && !(type === 'integer' && types.includes('number')),
  );
  if (lost !== undefined) return `is no ${lost} any more`;
  if (before.personal === true && after.personal !== true) return 'is no longer marked as personal';
  if (after.enum && !(before.enum?.every((value) => after.enum?.includes(value)) ?? false))
    return 'accepts fewer values';
  if (isHigher(after.minimum, before.minimum) || isHigher(after.minLength, before.minLength))
    return 'begins higher';
  if (isLower(after.maximum, before.maximum) || isLower(after.maxLength, before.maxLength))
    return 'ends lower';
  return undefined;
}

function typesOf({ type }: FieldSchema): readonly FieldType[] {
  return typeof type === 'string' ? [type] : type;
}

function isHigher(after: number | undefined, before: number | undefined): boolean {
  return after !== undefined && after > (before ?? Number.NEGATIVE_INFINITY);
}

function isLower(after: number | undefined, before: number | undefined): boolean {
  return after !== undefined && after < (before ?? Number.POSITIVE_INFINITY);
}
