import { Args, Mutation, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type {
  ApproveBreakGlassInput,
  EndBreakGlassInput,
  TakeBreakGlassInput,
  QueryBreakGlassAccessesArgs,
  RequestBreakGlassInput,
} from '../generated/schema.js';
import { ApproveBreakGlass } from './approve-break-glass.js';
import type { BreakGlass } from './break-glass.js';
import { EndBreakGlass } from './end-break-glass.js';
import { ReadBreakGlass } from './read-break-glass.js';
import { RequestBreakGlass } from './request-break-glass.js';
import { TakeBreakGlass } from './take-break-glass.js';

@Resolver('BreakGlass')
export class BreakGlassResolver {
  constructor(
    private readonly requestBreakGlass: RequestBreakGlass,
    private readonly approveBreakGlass: ApproveBreakGlass,
    private readonly takeBreakGlass: TakeBreakGlass,
    private readonly endBreakGlass: EndBreakGlass,
    private readonly readBreakGlass: ReadBreakGlass,
  ) {}

  @Mutation('requestBreakGlass')
  async request(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RequestBreakGlassInput,
  ): Promise<{ breakGlass: BreakGlass }> {
    return { breakGlass: await this.requestBreakGlass.run(context, input) };
  }

  @Mutation('approveBreakGlass')
  async approve(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ApproveBreakGlassInput,
  ): Promise<{ breakGlass: BreakGlass }> {
    return { breakGlass: await this.approveBreakGlass.run(context, input) };
  }

  @Mutation('takeBreakGlass')
  take(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: TakeBreakGlassInput,
  ): Promise<{ breakGlass: BreakGlass; secret: string }> {
    return this.takeBreakGlass.run(context, input);
  }

  @Mutation('endBreakGlass')
  async end(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: EndBreakGlassInput,
  ): Promise<{ breakGlass: BreakGlass }> {
    return { breakGlass: await this.endBreakGlass.run(context, input) };
  }

  @Query('breakGlassAccesses')
  list(
    @CurrentTenant() context: TenantContext,
    @Args() page: QueryBreakGlassAccessesArgs,
  ): Promise<Connection<BreakGlass>> {
    return this.readBreakGlass.page(context, page);
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<BreakGlass> {
    return this.readBreakGlass.run(tenantContext, reference.id);
  }
}
