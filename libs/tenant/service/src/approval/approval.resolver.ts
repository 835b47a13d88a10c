import { Args, Mutation, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type {
  ApproveOperationInput,
  RejectOperationInput,
  FourEyes,
  QueryApprovalsArgs,
  SetFourEyesInput,
} from '../generated/schema.js';
import type { Approval } from './approval.js';
import { ApproveOperation } from './approve-operation.js';
import { ReadApproval } from './read-approval.js';
import { RejectOperation } from './reject-operation.js';
import { SetFourEyes } from './set-four-eyes.js';

@Resolver('Approval')
export class ApprovalResolver {
  constructor(
    private readonly approveOperation: ApproveOperation,
    private readonly rejectOperation: RejectOperation,
    private readonly setFourEyes: SetFourEyes,
    private readonly readApproval: ReadApproval,
  ) {}

  @Mutation('approveOperation')
  async approve(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ApproveOperationInput,
  ): Promise<{ approval: Approval }> {
    return { approval: await this.approveOperation.run(context, input) };
  }

  @Mutation('rejectOperation')
  async reject(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RejectOperationInput,
  ): Promise<{ approval: Approval }> {
    return { approval: await this.rejectOperation.run(context, input) };
  }

  @Mutation('setFourEyes')
  async set(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SetFourEyesInput,
  ): Promise<{ fourEyes: FourEyes }> {
    return { fourEyes: await this.setFourEyes.run(context, input) };
  }

  @Query('approval')
  read(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<Approval> {
    return this.readApproval.run(context, id);
  }

  @Query('approvals')
  list(
    @CurrentTenant() context: TenantContext,
    @Args() page: QueryApprovalsArgs,
  ): Promise<Connection<Approval>> {
    return this.readApproval.page(context, page);
  }

  @Query('fourEyes')
  fourEyes(@CurrentTenant() context: TenantContext): Promise<FourEyes> {
    return this.readApproval.fourEyes(context);
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<Approval> {
    return this.readApproval.run(tenantContext, reference.id);
  }
}
