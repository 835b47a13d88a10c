import { Args, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import { ReadMultiLenderView, type MultiLenderView } from './read-multi-lender-view.js';

@Resolver('MultiLenderView')
export class LenderResolver {
  constructor(private readonly readMultiLenderView: ReadMultiLenderView) {}

  @Query('multiLenderView')
  multiLenderView(
    @CurrentTenant() context: TenantContext,
    @Args('applicationId') applicationId: string,
  ): Promise<MultiLenderView> {
    return this.readMultiLenderView.run(context, applicationId);
  }
}
