import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { Environment } from '../generated/schema.js';
import type { RecordedStep } from './provisioning.js';
import { ReadProvisioning, type Provisioning } from './read-provisioning.js';
import type { Tenant } from './tenant.js';

@Resolver('Tenant')
export class TenantProvisioningResolver {
  constructor(private readonly readProvisioning: ReadProvisioning) {}

  @ResolveField('provisioning')
  provisioning(
    @CurrentTenant() context: TenantContext,
    @Parent() tenant: Tenant,
  ): Promise<Provisioning | null> {
    return this.readProvisioning.run(context, tenant);
  }
}

@Resolver('ProvisioningStep')
export class ProvisioningStepResolver {
  @ResolveField('environment')
  environment(@Parent() step: RecordedStep): Environment {
    return step.environment.toUpperCase() as Environment;
  }
}
