import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { lendingTenancyContract } from '@fanxing/lending-contract';
import { KeycloakAdmin, systemContext, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { logger, recordUnexpected } from '@fanxing/runtime/telemetry';
import { CreateUser } from '../user/create-user.js';
import { ConnectBank } from './connect-bank.js';
import type { RecordedStep, Step } from './provisioning.js';
import { ProvisioningStore } from './provisioning.store.js';
import type { OwnTenant } from './tenant.js';
import { TenantStore } from './tenant.store.js';

/** The bank that new tenants' sandboxes are connected to; none where no sandbox bank runs beside the platform. */
export class SandboxBank {
  constructor(readonly baseUrl: string | undefined) {}
}

/** The owner of each environment, as `createUser` is asked for it. */
export const ownerInput = { idempotencyKey: 'the owner', username: 'owner', roles: ['owner'] };

const log = logger('tenant.provision');

/**
 * Makes everything that an approved tenant needs, step by step. Whoever approves does this at once; when that broke off, the
 * job does. A step that is done is not done again, one that was cut short is: each may be repeated. A step that fails keeps
 * none of the others waiting.
 */
@Injectable()
export class ProvisionTenant {
  constructor(
    private readonly store: ProvisioningStore,
    private readonly tenants: TenantStore,
    private readonly createUser: CreateUser,
    private readonly connectBank: ConnectBank,
    private readonly keycloakAdmin: KeycloakAdmin,
    private readonly sandboxBank: SandboxBank,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** Answers the steps as they are then. A tenant that may do no business, or is gone, is left as it is. */
  async run(tenantId: TenantContext['tenantId']): Promise<readonly RecordedStep[]> {
    const tenant = await this.tenants.own(systemContext(tenantId, 'live', 'provision'));
    if (tenant?.status !== 'ACTIVE') return [];
    await this.store.begin(tenantId, this.clock.now());
    const known = await this.store.read(tenantId);
    for (const step of known.filter(({ status }) => status !== 'DONE'))
      await this.attempt(tenantId, tenant, step);
    return this.store.read(tenantId);
  }

  private async attempt(tenantId: TenantContext['tenantId'], tenant: OwnTenant, step: Step): Promise<void> {
    try {
      await this.take(systemContext(tenantId, step.environment, 'approveTenant'), tenant, step);
      await this.store.record(tenantId, step, null, this.clock.now());
    } catch (error) {
      if (!(error instanceof Fault)) recordUnexpected(log, error, { tenantId });
      const failure = error instanceof Fault ? error.reason : 'INTERNAL';
      await this.store.record(tenantId, step, failure, this.clock.now());
    }
  }

  private async take(context: TenantContext, tenant: OwnTenant, { name }: Step): Promise<void> {
    const { organizations } = this.keycloakAdmin;
    switch (name) {
      case 'ORGANIZATION':
        return organizations.provide({ tenantId: context.tenantId, slug: tenant.slug });
      case 'ACCOUNTS':
        await this.transport
          .client(lendingTenancyContract)
          .openAccounts(context, { currency: tenant.currency });
        return;
      case 'SANDBOX_BANK':
        return this.connectSandbox(context);
      case 'OWNER_SIGN_IN': {
        const { username } = await this.createUser.provide(context, ownerInput);
        return organizations.join(tenant.slug, username);
      }
    }
  }

  /** A connection that is there already is the bank's own choice. */
  private async connectSandbox(context: TenantContext): Promise<void> {
    const { baseUrl } = this.sandboxBank;
    const own = await this.tenants.own(context);
    if (baseUrl === undefined || own?.bankConnection) return;
    await this.connectBank.run(context, { adapter: 'rest', baseUrl });
  }
}

/** How long until the next attempt, by what the steps say; undefined when all are done. */
export function nextAttemptSeconds(recorded: readonly RecordedStep[]): number | undefined {
  if (recorded.every(({ status }) => status === 'DONE')) return undefined;
  const attempts = Math.max(0, ...recorded.map((step) => step.attempts));
  return Math.min(300, 2 ** Math.min(attempts, 8));
}
