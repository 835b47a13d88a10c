import type { Clock, Id } from '@fanxing/kernel';
import { createInProcessTransport, type Transport } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import { ask, operator, startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { startTestIdentity, type TestIdentity } from '@fanxing/testing/identity';
import { createTenantService, tenantMigrations } from '../index.js';

export type SignIns = { environment: string; username: string; temporaryPassword: string | null }[];

/** The tenant service on a database of its own, with a real identity provider, as the platform's operators use it. */
export interface TenantDesk {
  readonly database: TestDatabase;
  readonly identity: TestIdentity;
  readonly transport: Transport;
  readonly service: ServiceHandle;
  /** A tenant in review. */
  enter(slug?: string): Promise<{ id: Id<'tenant'>; slug: string }>;
  enterAndApprove(slug?: string): Promise<{ id: Id<'tenant'>; slug: string; signIns: SignIns }>;
  stop(): Promise<void>;
}

export const olga = operator('olga');
export const omar = operator('omar');

const createTenant = `mutation ($input: CreateTenantInput!) { createTenant(input: $input) { id } }`;
export const approveTenant = `mutation ($id: ID!, $key: String!) {
  approveTenant(input: { tenantId: $id, idempotencyKey: $key }) {
    tenant { id status } signIns { environment username temporaryPassword } } }`;
export const suspendTenant = `mutation ($id: ID!) { suspendTenant(input: { tenantId: $id }) { status } }`;

/**
 * `serve`: what the other services answer here.
 * The identity provider dates tokens by the real time: whoever signs in needs a clock that goes with it.
 */
export async function startTenantDesk(
  clock: Clock,
  serve: (transport: Transport) => void = () => undefined,
): Promise<TenantDesk> {
  const transport = createInProcessTransport();
  const database = await startTestDatabase({ sets: [tenantMigrations], queues: ['tenant'] });
  const identity = await startTestIdentity(clock);
  const service = await createTenantService({
    databaseUrl: database.urlFor('fanxing_tenant'),
    keys: database.keys,
    transport,
    clock,
    verifyCaller: () => Promise.reject(new Error('nobody comes by HTTP here')),
    privateBanksAllowed: false,
    keycloakAdmin: identity.keycloakAdmin,
  });
  serve(transport);
  await transport.start();
  let count = 0;
  const enter: TenantDesk['enter'] = async (slug = `bank-${(count += 1)}`) => {
    const input = { idempotencyKey: slug, name: 'A bank', slug, currency: 'CNY', timeZone: 'Asia/Shanghai' };
    const { createTenant: created } = await ask<{ createTenant: { id: Id<'tenant'> } }>(
      service,
      olga,
      createTenant,
      { input },
    );
    return { id: created.id, slug };
  };
  return {
    database,
    identity,
    transport,
    service,
    enter,
    async enterAndApprove(wished) {
      const { id, slug } = await enter(wished);
      const approved = await ask<{ approveTenant: { signIns: SignIns } }>(service, omar, approveTenant, {
        id,
        key: slug,
      });
      return { id, slug, signIns: approved.approveTenant.signIns };
    },
    async stop() {
      await transport.close();
      await service.close();
      await identity.stop();
      await database.stop();
    },
  };
}
