/**
 * What the fields of a kind of events are: a part of JSON Schema (draft-07) in which every field is a number or a text. Nothing in
 * it refers elsewhere or runs a pattern, so that checking an event takes a time that its length bounds.
 */
export interface KindSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  /** Whether an event may have fields that are not named: what our own kinds allow, and a bank's do not unless it says so. */
  readonly additionalProperties: boolean;
}

export type FieldType = 'number' | 'integer' | 'string' | 'null';

export interface FieldSchema {
  readonly type: FieldType | readonly FieldType[];
  /** The meaning of the field, with its unit. */
  readonly description: string;
  /** Whether it tells of a person other than by the event's own category: a name, a place, somebody's words. */
  readonly personal?: boolean;
  readonly enum?: readonly (number | string | null)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** A kind of events in one of its versions. */
export interface EventKind {
  /** The noun in the singular, in camelCase. */
  readonly kind: string;
  /** Counts from 1; a newer one accepts every event that an older one does. */
  readonly version: number;
  readonly meaning: string;
  readonly meaningZh: string;
  readonly schema: KindSchema;
}
