import { Injectable } from '@nestjs/common';
import { Fault, parseId, type Id } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { answerProduct, answerVersion, type ProductAnswer, type VersionAnswer } from './product.js';
import { ProductStore } from './product.store.js';

/** One product, or one version of it. Fails with NOT_FOUND. */
@Injectable()
export class ReadProduct {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: ProductStore,
  ) {}

  async run(context: TenantContext, idText: string): Promise<ProductAnswer> {
    mustBeAllowedTo(context, 'product:read');
    const id: Id<'product'> = parseId('product', idText, 'id');
    return this.database.transaction(context, async (transaction) => {
      const product = await this.store.findProduct(transaction, id);
      if (!product) throw new Fault('NOT_FOUND', { what: 'product', id }, 'id');
      return answerProduct(product, await this.store.versionsOf(transaction, [id]));
    });
  }

  async version(context: TenantContext, idText: string): Promise<VersionAnswer> {
    mustBeAllowedTo(context, 'product:read');
    const id: Id<'productVersion'> = parseId('productVersion', idText, 'id');
    return this.database.transaction(context, async (transaction) => {
      const version = await this.store.findVersion(transaction, id);
      if (!version) throw new Fault('NOT_FOUND', { what: 'product version', id }, 'id');
      return answerVersion(version);
    });
  }
}
