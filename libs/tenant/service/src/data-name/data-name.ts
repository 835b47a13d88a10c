import type { DataCategory, DataNameKind } from '@fanxing/runtime/consent';

/** Which category of personal data a name stands for. */
export interface DataName {
  readonly kind: DataNameKind;
  readonly name: string;
  readonly category: DataCategory;
  /** Whether the tenant declared it; the others mean the same at every bank. */
  readonly isOwn: boolean;
}
