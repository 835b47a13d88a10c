import { Injectable } from '@nestjs/common';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { ProductAnswer } from './product.js';
import { ProductStore } from './product.store.js';

/** A page of the tenant's products; the versions of all of them come in one further statement. */
@Injectable()
export class ListProducts {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: ProductStore,
  ) {}

  async run(context: TenantContext, input: PageArguments): Promise<Connection<ProductAnswer>> {
    mustBeAllowedTo(context, 'product:read');
    const page = parsePage(input, context, 'products');
    return this.database.transaction(context, async (transaction) => {
      const products = await this.store.listProducts(transaction, page);
      return connectionOf(page, await this.store.withVersions(transaction, products));
    });
  }
}
