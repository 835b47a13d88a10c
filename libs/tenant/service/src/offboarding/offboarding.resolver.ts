import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { canonicalJson } from '@fanxing/runtime/audit';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type {
  CancelOffboardingInput,
  ConfirmOffboardingInput,
  OffboardTenantInput,
  TenantExport,
} from '../generated/schema.js';
import { CancelOffboarding } from './cancel-offboarding.js';
import { ConfirmOffboarding } from './confirm-offboarding.js';
import { OffboardTenant } from './offboard-tenant.js';
import type { Offboarding } from './offboarding.js';
import { ReadOffboarding } from './read-offboarding.js';

@Resolver('Offboarding')
export class OffboardingResolver {
  constructor(
    private readonly offboardTenant: OffboardTenant,
    private readonly confirmOffboarding: ConfirmOffboarding,
    private readonly cancelOffboarding: CancelOffboarding,
    private readonly readOffboarding: ReadOffboarding,
  ) {}

  @Mutation('offboardTenant')
  offboard(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: OffboardTenantInput,
  ): Promise<Offboarding> {
    return this.offboardTenant.run(context, input);
  }

  @Mutation('confirmOffboarding')
  confirm(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ConfirmOffboardingInput,
  ): Promise<Offboarding> {
    return this.confirmOffboarding.run(context, input);
  }

  @Mutation('cancelOffboarding')
  cancel(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CancelOffboardingInput,
  ): Promise<Offboarding> {
    return this.cancelOffboarding.run(context, input);
  }

  @Query('offboarding')
  read(@CurrentTenant() context: TenantContext, @Args('tenantId') tenantId: string): Promise<Offboarding> {
    return this.readOffboarding.run(context, tenantId);
  }

  @ResolveField('exports')
  exports(@Parent() offboarding: Offboarding): TenantExport[] | null {
    return (
      offboarding.export?.map(({ environment, folder, rows, sha256 }) => ({
        environment: environment.toUpperCase() as TenantExport['environment'],
        folder,
        rows,
        sha256,
      })) ?? null
    );
  }

  @ResolveField('certificate')
  certificate(@Parent() { certificate }: Offboarding): string | null {
    return certificate && canonicalJson(certificate.certificate);
  }

  @ResolveField('certificateSignature')
  certificateSignature(@Parent() { certificate }: Offboarding): string | null {
    return certificate && certificate.signature;
  }
}
