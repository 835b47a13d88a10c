import { Args, Mutation, Query, ResolveField, ResolveReference, Resolver, Parent } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type {
  ApproveTenantInput,
  ConnectBankInput,
  CreateTenantInput,
  Environment,
  QueryTenantsArgs,
  RejectTenantInput,
  ResumeTenantInput,
  SuspendTenantInput,
} from '../generated/schema.js';
import { ApproveTenant, type ApprovedTenant, type SignIn } from './approve-tenant.js';
import { ConnectBank, type ShownConnection } from './connect-bank.js';
import { CreateTenant } from './create-tenant.js';
import { ReadActiveTenant } from './read-active-tenant.js';
import { ReadTenant } from './read-tenant.js';
import { RejectTenant } from './reject-tenant.js';
import { ResumeTenant } from './resume-tenant.js';
import { SuspendTenant } from './suspend-tenant.js';
import type { Tenant } from './tenant.js';

@Resolver('Tenant')
export class TenantResolver {
  constructor(
    private readonly createTenant: CreateTenant,
    private readonly approveTenant: ApproveTenant,
    private readonly rejectTenant: RejectTenant,
    private readonly suspendTenant: SuspendTenant,
    private readonly resumeTenant: ResumeTenant,
    private readonly readTenant: ReadTenant,
  ) {}

  @Mutation('createTenant')
  create(@CurrentTenant() context: TenantContext, @Args('input') input: CreateTenantInput): Promise<Tenant> {
    return this.createTenant.run(context, input);
  }

  @Mutation('approveTenant')
  approve(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ApproveTenantInput,
  ): Promise<ApprovedTenant> {
    return this.approveTenant.run(context, input);
  }

  @Mutation('rejectTenant')
  reject(@CurrentTenant() context: TenantContext, @Args('input') input: RejectTenantInput): Promise<Tenant> {
    return this.rejectTenant.run(context, input);
  }

  @Mutation('resumeTenant')
  resume(@CurrentTenant() context: TenantContext, @Args('input') input: ResumeTenantInput): Promise<Tenant> {
    return this.resumeTenant.run(context, input);
  }

  @Mutation('suspendTenant')
  suspend(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SuspendTenantInput,
  ): Promise<Tenant> {
    return this.suspendTenant.run(context, input);
  }

  @Query('tenant')
  read(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<Tenant> {
    return this.readTenant.run(context, id);
  }

  @Query('tenants')
  list(@CurrentTenant() context: TenantContext, @Args() page: QueryTenantsArgs): Promise<Connection<Tenant>> {
    return this.readTenant.page(context, page);
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<Tenant> {
    return this.readTenant.run(tenantContext, reference.id);
  }
}

@Resolver('SignIn')
export class SignInResolver {
  @ResolveField('environment')
  environment(@Parent() signIn: SignIn): Environment {
    return signIn.environment.toUpperCase() as Environment;
  }
}

@Resolver('BankConnection')
export class BankConnectionResolver {
  constructor(
    private readonly connectBank: ConnectBank,
    private readonly readActiveTenant: ReadActiveTenant,
  ) {}

  @Mutation('connectBank')
  connect(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ConnectBankInput,
  ): Promise<ShownConnection> {
    return this.connectBank.run(context, input);
  }

  @Query('bankConnection')
  read(@CurrentTenant() context: TenantContext): Promise<ShownConnection | null> {
    return this.readActiveTenant.bankConnection(context);
  }
}
