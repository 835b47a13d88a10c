import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type {
  CompleteSubjectRequestInput,
  LiftRestrictionInput,
  OpenSubjectRequestInput,
  RejectSubjectRequestInput,
  SetSubjectRequestDeadlineInput,
} from '../generated/schema.js';
import { CompleteSubjectRequest } from './complete-subject-request.js';
import { LiftRestriction } from './lift-restriction.js';
import { OpenSubjectRequest } from './open-subject-request.js';
import { ReadSubjectRequest, type SubjectRequestsQuery } from './read-subject-request.js';
import { RejectSubjectRequest } from './reject-subject-request.js';
import type { SubjectRequest } from './subject-request.js';
import { WatchDeadlines } from './watch-deadlines.js';

@Resolver('SubjectRequest')
export class SubjectRequestResolver {
  constructor(
    private readonly openSubjectRequest: OpenSubjectRequest,
    private readonly completeSubjectRequest: CompleteSubjectRequest,
    private readonly rejectSubjectRequest: RejectSubjectRequest,
    private readonly liftRestriction: LiftRestriction,
    private readonly watchDeadlines: WatchDeadlines,
    private readonly readSubjectRequest: ReadSubjectRequest,
  ) {}

  @Mutation('openSubjectRequest')
  async open(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: OpenSubjectRequestInput,
  ): Promise<SubjectRequest> {
    return this.readSubjectRequest.byId(context, await this.openSubjectRequest.run(context, input));
  }

  @Mutation('completeSubjectRequest')
  async complete(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CompleteSubjectRequestInput,
  ): Promise<SubjectRequest> {
    return this.readSubjectRequest.byId(context, await this.completeSubjectRequest.run(context, input));
  }

  @Mutation('rejectSubjectRequest')
  async reject(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RejectSubjectRequestInput,
  ): Promise<SubjectRequest> {
    return this.readSubjectRequest.byId(context, await this.rejectSubjectRequest.run(context, input));
  }

  @Mutation('setSubjectRequestDeadline')
  async setDeadline(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SetSubjectRequestDeadlineInput,
  ): Promise<{ workingDays: number }> {
    return { workingDays: await this.watchDeadlines.set(context, input) };
  }

  @Mutation('liftRestriction')
  async lift(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: LiftRestrictionInput,
  ): Promise<{ borrowerId: string }> {
    return { borrowerId: await this.liftRestriction.run(context, input) };
  }

  @Query('subjectRequest')
  one(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<SubjectRequest> {
    return this.readSubjectRequest.byId(context, id);
  }

  @Query('subjectRequests')
  list(
    @CurrentTenant() context: TenantContext,
    @Args() query: SubjectRequestsQuery,
  ): Promise<Connection<SubjectRequest>> {
    return this.readSubjectRequest.page(context, query);
  }

  @ResolveField('isOverdue')
  isOverdue(@Parent() request: SubjectRequest): boolean {
    return this.readSubjectRequest.isOverdue(request);
  }

  @ResolveField('answer')
  answer(@CurrentTenant() context: TenantContext, @Parent() request: SubjectRequest): Promise<unknown> {
    return this.readSubjectRequest.answerTo(context, request);
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<SubjectRequest> {
    return this.readSubjectRequest.byId(tenantContext, reference.id);
  }
}
