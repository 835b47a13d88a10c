import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { BeginEventUploadInput } from '../generated/schema.js';
import { BeginEventUpload } from './begin-event-upload.js';
import {
  ReadEventUpload,
  type EventUploadView,
  type RejectedRowsQuery,
  type RejectedRowView,
} from './read-event-upload.js';

@Resolver()
export class EventUploadResolver {
  constructor(
    private readonly beginEventUpload: BeginEventUpload,
    private readonly readEventUpload: ReadEventUpload,
  ) {}

  @Mutation('beginEventUpload')
  async begin(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: BeginEventUploadInput,
  ): Promise<EventUploadView> {
    return this.readEventUpload.byId(context, await this.beginEventUpload.run(context, input));
  }

  @Query('eventUpload')
  upload(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<EventUploadView> {
    return this.readEventUpload.byId(context, id);
  }

  @Query('rejectedRows')
  rejectedRows(
    @CurrentTenant() context: TenantContext,
    @Args() query: RejectedRowsQuery,
  ): Promise<RejectedRowView[]> {
    return this.readEventUpload.rejected(context, query);
  }
}
