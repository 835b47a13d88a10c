import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import type { PublishedTerms } from '@fanxing/product-contract';
import type { TenantContext } from '@fanxing/runtime/identity';
import { ProductStore } from './product.store.js';

/**
 * What a product promises now, asked by other services in the name of a caller whom they have let in. Fails with
 * NOT_FOUND also when nothing of the product is published.
 */
@Injectable()
export class ReadPublishedTerms {
  constructor(private readonly store: ProductStore) {}

  async run(context: TenantContext, input: { productId: string }): Promise<PublishedTerms> {
    const productId = parseId('product', input.productId, 'input.productId');
    const row = await this.store.publishedTerms(context, productId);
    if (!row) throw new Fault('NOT_FOUND', { what: 'product', id: productId }, 'input.productId');
    return {
      productId,
      productVersionId: row.product_version_id,
      productCode: row.code,
      name: row.name,
      terms: row.terms,
    };
  }
}
