import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { productContract } from '@fanxing/product-contract';
import { FourEyes, identityContract } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase, type MigrationSet } from '@fanxing/runtime/database';
import type { Transport } from '@fanxing/runtime/messaging';
import {
  CLOCK,
  createServiceHandle,
  TRANSPORT,
  type ServiceHandle,
  type VerifyCaller,
} from '@fanxing/runtime/subgraph';
import { ApproveProductVersion } from './product/approve-product-version.js';
import { CreateProductVersion } from './product/create-product-version.js';
import { CreateProduct } from './product/create-product.js';
import { ListProducts } from './product/list-products.js';
import { ProductTermsResolver } from './product/product-terms.resolver.js';
import { ProductVersionResolver } from './product/product-version.resolver.js';
import { ProductEntity, ProductVersionEntity } from './product/product.entity.js';
import { ProductResolver } from './product/product.resolver.js';
import { ProductStore } from './product/product.store.js';
import { ReadProduct } from './product/read-product.js';
import { ReadPublishedTerms } from './product/read-published-terms.js';
import { SubmitProductVersion } from './product/submit-product-version.js';

export const productMigrations: MigrationSet = {
  schema: 'product',
  folder: join(import.meta.dirname, '../migrations'),
};

export interface ProductServiceOptions {
  /** Connects as `fanxing_product`. */
  readonly databaseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly verifyCaller: VerifyCaller;
}

/** Starts the product service: its database, its subgraph and its contract. */
export async function createProductService(options: ProductServiceOptions): Promise<ServiceHandle> {
  const database = await ServiceDatabase.connect({
    url: options.databaseUrl,
    applicationName: 'fanxing product',
    entities: [ProductEntity, ProductVersionEntity],
  });
  const readPublishedTerms = new ReadPublishedTerms(new ProductStore(database));
  const handle = await createServiceHandle({
    name: 'product',
    sdlFolder: import.meta.dirname,
    providers: [
      { provide: ServiceDatabase, useValue: database },
      { provide: CommandRoad, useValue: new CommandRoad(database, 'product') },
      { provide: CLOCK, useValue: options.clock },
      { provide: TRANSPORT, useValue: options.transport },
      { provide: FourEyes, useValue: new FourEyes(options.transport.client(identityContract)) },
      ...product,
    ],
    verifyCaller: options.verifyCaller,
    ready: () => database.ping(),
    closing: [() => database.close()],
  });
  options.transport.serve(productContract, {
    publishedTerms: (context, input) => readPublishedTerms.run(context, input),
  });
  return handle;
}

const product: Provider[] = [
  ProductStore,
  CreateProduct,
  CreateProductVersion,
  SubmitProductVersion,
  ApproveProductVersion,
  ReadProduct,
  ListProducts,
  ProductResolver,
  ProductVersionResolver,
  ProductTermsResolver,
];
