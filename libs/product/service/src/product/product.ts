import { formatProductTerms, type ProductTermsJson, type ProductVersion } from '@fanxing/product-domain';
import type { Id, Instant } from '@fanxing/kernel';

/** A product as it is kept. */
export interface Product {
  readonly id: Id<'product'>;
  readonly code: string;
  readonly name: string;
  readonly createdBy: string;
  readonly createdAt: Instant;
}

/** A version as it is kept: the domain's, with what makes it findable. */
export interface KeptVersion extends ProductVersion {
  readonly id: Id<'productVersion'>;
  readonly productId: Id<'product'>;
  readonly createdAt: Instant;
  readonly publishedAt: Instant | null;
}

/** A version as it is answered: JSON only, so that a repeated request can be answered with the same. */
export interface VersionAnswer extends Omit<KeptVersion, 'terms'> {
  readonly terms: ProductTermsJson;
}

/** A product with all its versions, newest first. */
export interface ProductAnswer extends Product {
  readonly versions: readonly VersionAnswer[];
}

export function answerVersion(version: KeptVersion): VersionAnswer {
  return { ...version, terms: formatProductTerms(version.terms) };
}

export function answerProduct(product: Product, versions: readonly KeptVersion[]): ProductAnswer {
  return { ...product, versions: versions.map(answerVersion) };
}
