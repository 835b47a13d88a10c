export { KeyKeeper, sealingGraceMs, type Keys, type Rotation } from './key-keeper.js';
export {
  fieldOf,
  impersonalColumns,
  maskedBy,
  personalFields,
  type Kept,
  type PersonalField,
} from './personal-fields.js';
export { openKeys, type RootKeyPlace } from './open-keys.js';
export { RootKeyError } from './root-key-error.js';
export { KeyStock, type KeysByRoot } from './root-rotation.js';
export type { RootKey, WrappedByRoot } from './root-key.js';
export type { DataKey, Place } from './sealed-value.js';
export { suiteNames, type SuiteName } from './suite.js';
export { keyIdOf, newKeyOf, openedColumn, type SealedRow } from './sealed-row.js';
export { resealTexts, type TextColumn } from './reseal-texts.js';
export { openText, sealText, type TextPlace } from './sealed-text.js';
export { openWrappedKeys, type WrappedTenantKey } from './wrapped-keys.js';
export { keyedDigest } from './keyed-digest.js';
export { masks, type MaskRule } from './mask.js';
export type { TenantKeys } from './tenant-keys.js';
export { Unreadable } from './unreadable.js';
