import { mustCover, type DataAccess } from '@fanxing/runtime/consent';
import { signalNamed } from './signal-catalogue.js';

/**
 * A signal is not missing in silence because the borrower left out what it needs: fails with CONSENT_REQUIRED, which names the category.
 * What the decision itself needs is covered by the right that it was asked with, the first.
 */
export function mustCoverNeeds(
  [own, ...opened]: readonly [DataAccess, ...DataAccess[]],
  names: readonly string[],
): void {
  for (const { purpose, category } of names.flatMap((name) => signalNamed(name)?.needs ?? []))
    mustCover(opened.find((right) => right.purpose === purpose) ?? own, [category]);
}
