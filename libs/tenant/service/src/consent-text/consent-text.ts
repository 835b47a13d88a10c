import type { Instant } from '@fanxing/kernel';
import type { ConsentPurpose } from '@fanxing/runtime/consent';

/** The words that borrowers agree to. A version never changes. */
export interface ConsentText {
  readonly id: string;
  readonly purpose: ConsentPurpose;
  readonly version: string;
  readonly textEn: string;
  readonly textZh: string;
  /** SHA-256, see `digestOf`. */
  readonly digest: string;
  readonly publishedAt: Instant;
}
