import { Args, Mutation, Parent, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type {
  ApproveProductVersionInput,
  CreateProductVersionInput,
  SubmitProductVersionInput,
} from '../generated/schema.js';
import { ApproveProductVersion } from './approve-product-version.js';
import { CreateProductVersion } from './create-product-version.js';
import type { ProductAnswer, VersionAnswer } from './product.js';
import { ReadProduct } from './read-product.js';
import { SubmitProductVersion } from './submit-product-version.js';

@Resolver('ProductVersion')
export class ProductVersionResolver {
  constructor(
    private readonly createProductVersion: CreateProductVersion,
    private readonly submitProductVersion: SubmitProductVersion,
    private readonly approveProductVersion: ApproveProductVersion,
    private readonly readProduct: ReadProduct,
  ) {}

  @Mutation('createProductVersion')
  create(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CreateProductVersionInput,
  ): Promise<VersionAnswer> {
    return this.createProductVersion.run(context, input);
  }

  @Mutation('submitProductVersion')
  submit(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SubmitProductVersionInput,
  ): Promise<VersionAnswer> {
    return this.submitProductVersion.run(context, input);
  }

  @Mutation('approveProductVersion')
  approve(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ApproveProductVersionInput,
  ): Promise<VersionAnswer> {
    return this.approveProductVersion.run(context, input);
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<VersionAnswer> {
    return this.readProduct.version(tenantContext, reference.id);
  }

  @ResolveField('product')
  product(@Parent() version: VersionAnswer, @CurrentTenant() context: TenantContext): Promise<ProductAnswer> {
    return this.readProduct.run(context, version.productId);
  }
}
