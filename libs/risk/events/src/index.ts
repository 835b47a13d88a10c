export type { CanonicalEvent, EventFields, GivenEvent } from './event/canonical-event.js';
export { parseEvent } from './event/parse-event.js';
export { canonicalKind, canonicalKinds } from './kind/canonical-kinds.js';
export { checkSchema } from './kind/check-schema.js';
export { compileKind, type CheckFields } from './kind/compile-kind.js';
export { incompatibility } from './kind/compatible-change.js';
export type { EventKind, FieldSchema, KindSchema } from './kind/kind-schema.js';
export { columnsOf, givenFromLine, givenFromRow } from './file/given-event.js';
export { recordsIn, type FileFormat } from './file/records.js';
