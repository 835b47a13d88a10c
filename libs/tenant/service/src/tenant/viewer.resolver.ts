import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { ActorKind, Environment, Viewer } from '../generated/schema.js';
import { ReadTenant } from './read-tenant.js';
import type { Tenant } from './tenant.js';

@Resolver('Viewer')
export class ViewerResolver {
  constructor(private readonly readTenant: ReadTenant) {}

  @Query('viewer')
  viewer(@CurrentTenant() context: TenantContext): Omit<Viewer, 'tenant'> {
    return {
      actorKind: context.actor.kind.toUpperCase() as ActorKind,
      id: context.actor.id,
      roles: [...context.roles],
      environment: context.environment.toUpperCase() as Environment,
    };
  }

  @ResolveField('tenant')
  tenant(@CurrentTenant() context: TenantContext): Promise<Tenant | null> {
    return this.readTenant.own(context);
  }
}
