import { Injectable } from '@nestjs/common';
import { Fault, parseId, type Id } from '@fanxing/kernel';
import { BatchedReads, byId, ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { answerVersion, type ProductAnswer, type VersionAnswer } from './product.js';
import { ProductStore } from './product.store.js';

/** One product, or one version of it. Fails with NOT_FOUND. */
@Injectable()
export class ReadProduct {
  private readonly products = new BatchedReads<ProductAnswer>((context, ids) =>
    this.database.transaction(context, async (transaction) =>
      byId(await this.store.withVersions(transaction, await this.store.findProducts(transaction, ids))),
    ),
  );
  private readonly versions = new BatchedReads<VersionAnswer>((context, ids) =>
    this.database.transaction(context, async (transaction) =>
      byId((await this.store.findVersions(transaction, ids)).map(answerVersion)),
    ),
  );

  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: ProductStore,
  ) {}

  async run(context: TenantContext, idText: string): Promise<ProductAnswer> {
    mustBeAllowedTo(context, 'product:read');
    const id: Id<'product'> = parseId('product', idText, 'id');
    const product = await this.products.of(context, id);
    if (!product) throw new Fault('NOT_FOUND', { what: 'product', id }, 'id');
    return product;
  }

  async version(context: TenantContext, idText: string): Promise<VersionAnswer> {
    mustBeAllowedTo(context, 'product:read');
    const id: Id<'productVersion'> = parseId('productVersion', idText, 'id');
    const version = await this.versions.of(context, id);
    if (!version) throw new Fault('NOT_FOUND', { what: 'product version', id }, 'id');
    return version;
  }
}
