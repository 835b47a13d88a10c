import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { RequestTenantArchiveInput } from '../generated/schema.js';
import { ReadTenantArchive } from './read-tenant-archive.js';
import { RequestTenantArchive } from './request-tenant-archive.js';
import type { TenantExport } from './tenant-export.js';

@Resolver('TenantArchive')
export class TenantExportResolver {
  constructor(
    private readonly requestTenantArchive: RequestTenantArchive,
    private readonly readTenantArchive: ReadTenantArchive,
  ) {}

  @Mutation('requestTenantArchive')
  request(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RequestTenantArchiveInput,
  ): Promise<TenantExport> {
    return this.requestTenantArchive.run(context, input);
  }

  @Query('tenantArchive')
  read(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<TenantExport> {
    return this.readTenantArchive.run(context, id);
  }

  @Query('tenantArchives')
  all(@CurrentTenant() context: TenantContext): Promise<TenantExport[]> {
    return this.readTenantArchive.all(context);
  }

  @ResolveField('path')
  path(@Parent() { id, status }: TenantExport): string | null {
    return status === 'READY' ? `/exports/${id}` : null;
  }
}
