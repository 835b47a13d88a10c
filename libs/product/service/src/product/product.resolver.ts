import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { parsePart, type Connection, type PartArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type { CreateProductInput, QueryProductsArgs } from '../generated/schema.js';
import { CreateProduct } from './create-product.js';
import { ListProducts } from './list-products.js';
import type { ProductAnswer, VersionAnswer } from './product.js';
import { ReadProduct } from './read-product.js';

@Resolver('Product')
export class ProductResolver {
  constructor(
    private readonly createProduct: CreateProduct,
    private readonly readProduct: ReadProduct,
    private readonly listProducts: ListProducts,
  ) {}

  @Mutation('createProduct')
  create(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CreateProductInput,
  ): Promise<ProductAnswer> {
    return this.createProduct.run(context, input);
  }

  @Query('product')
  read(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<ProductAnswer> {
    return this.readProduct.run(context, id);
  }

  @Query('products')
  list(
    @CurrentTenant() context: TenantContext,
    @Args() page: QueryProductsArgs,
  ): Promise<Connection<ProductAnswer>> {
    return this.listProducts.run(context, page);
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<ProductAnswer> {
    return this.readProduct.run(tenantContext, reference.id);
  }

  /** Newest first; after the version with that id stand the older ones. */
  @ResolveField('versions')
  versions(@Parent() product: ProductAnswer, @Args() part: PartArguments): readonly VersionAnswer[] {
    const { first, afterId } = parsePart(part);
    const from = afterId === null ? 0 : product.versions.findIndex(({ id }) => id === afterId) + 1;
    return afterId !== null && from === 0 ? [] : product.versions.slice(from, from + first);
  }

  @ResolveField('publishedVersion')
  publishedVersion(@Parent() product: ProductAnswer): VersionAnswer | null {
    return product.versions.find((version) => version.status === 'PUBLISHED') ?? null;
  }
}
