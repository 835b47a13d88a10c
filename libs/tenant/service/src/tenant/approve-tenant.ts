import { Injectable } from '@nestjs/common';
import { Fault, parseId, type Id } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { FourEyes } from '@fanxing/runtime/caller';
import { ServiceDatabase } from '@fanxing/runtime/database';
import {
  environments,
  mustBeAllowedTo,
  systemContext,
  type Environment,
  type TenantContext,
} from '@fanxing/runtime/identity';
import type { ApproveTenantInput } from '../generated/schema.js';
import { CreateUser } from '../user/create-user.js';
import { directoryOf } from './directory.js';
import { ownerInput, ProvisionTenant } from './provision-tenant.js';
import { ProvisioningStore } from './provisioning.store.js';
import type { Tenant } from './tenant.js';
import { TenantStore } from './tenant.store.js';

export interface ApprovedTenant {
  readonly tenant: Tenant;
  readonly signIns: readonly SignIn[];
}

export interface SignIn {
  readonly environment: Environment;
  readonly username: string;
  /** Null when it was shown before. */
  readonly temporaryPassword: string | null;
}

/**
 * A second operator lets a tenant begin. The approval commits first, with a job as its net; then the tenant is provisioned, and
 * its owner's sign-ins are shown. Whoever repeats the request makes what is missing. Fails with FOUR_EYES for the operator who
 * entered the tenant, and with SERVICE_UNAVAILABLE when the sign-ins can not be made at present.
 */
@Injectable()
export class ApproveTenant {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: TenantStore,
    private readonly createUser: CreateUser,
    private readonly database: ServiceDatabase,
    private readonly fourEyes: FourEyes,
    private readonly provisionTenant: ProvisionTenant,
    private readonly provisioning: ProvisioningStore,
  ) {}

  async run(context: TenantContext, input: ApproveTenantInput): Promise<ApprovedTenant> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'approveTenant',
      permission: 'tenant:approve',
      idempotencyKey,
      input,
    } as const;
    mustBeAllowedTo(context, 'tenant:approve');
    await this.mustBeAnother(directoryOf(context), input.tenantId);
    const tenant = await this.road.run(directoryOf(context), command, async (transaction) => {
      const id = parseId('tenant', input.tenantId, 'input.tenantId');
      const reviewed = await this.store.lock(transaction, id);
      if (!reviewed) throw new Fault('NOT_FOUND', { what: 'tenant', id }, 'input.tenantId');
      const approved = approve(reviewed, context.actor.id);
      await this.store.updateStatus(transaction, approved);
      await this.provisioning.provideNet(transaction, id);
      return {
        answer: approved,
        subject: { kind: 'tenant', id },
        before: { status: reviewed.status },
        after: { status: approved.status },
      };
    });
    await this.provisionTenant.run(tenant.id);
    const signIns: SignIn[] = [];
    for (const environment of environments) signIns.push(await this.ownerSignIn(tenant.id, environment));
    return { tenant, signIns };
  }

  /** Persons are compared, not accounts. One that is not there is found out below. */
  private async mustBeAnother(context: TenantContext, tenantIdText: string): Promise<void> {
    const id = parseId('tenant', tenantIdText, 'input.tenantId');
    const reviewed = await this.database.transaction(context, (transaction) =>
      this.store.find(transaction, id),
    );
    if (reviewed) await this.fourEyes.mustBeAnother(context, 'approveTenant', reviewed.createdBy);
  }

  private async ownerSignIn(tenantId: Id<'tenant'>, environment: Environment): Promise<SignIn> {
    const context = systemContext(tenantId, environment, 'approveTenant');
    const { user, temporaryPassword } = await this.createUser.run(context, ownerInput);
    return { environment, username: user.username, temporaryPassword };
  }
}

function approve(tenant: Tenant, operatorId: string): Tenant {
  if (tenant.createdBy === operatorId) throw new Fault('FOUR_EYES', { approverId: operatorId });
  if (tenant.status === 'ACTIVE') return tenant;
  if (tenant.status === 'IN_REVIEW') return { ...tenant, status: 'ACTIVE', approvedBy: operatorId };
  throw new Fault('STATE_CONFLICT', { what: 'tenant', status: tenant.status, needed: 'IN_REVIEW' });
}
