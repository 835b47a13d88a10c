import { createBillingService } from '@fanxing/billing-service';
import { archiveSource, bindInProcess, Changes, startGateway } from '@fanxing/gateway';
import type { Clock } from '@fanxing/kernel';
import { lendingEventTypes } from '@fanxing/lending-contract';
import { createLendingService } from '@fanxing/lending-service';
import { createProductService } from '@fanxing/product-service';
import { riskUploadContract } from '@fanxing/risk-contract';
import { createRiskService } from '@fanxing/risk-service';
import { createCallerVerifier } from '@fanxing/runtime/caller';
import type { Configuration } from '@fanxing/runtime/configuration';
import type { AnchorBook } from '@fanxing/runtime/audit';
import type { Keys } from '@fanxing/runtime/encryption';
import { createInProcessTransport } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import { createTenantService } from '@fanxing/tenant-service';
import type { PlatformDatabase } from './database.js';
import type { PlatformIdentity } from './identity.js';
import type { RunningServices } from './running-services.js';

/** All services and the gateway in this process, bound to one another without a socket. */
export async function startInOneProcess(
  { urls, keeperUrl }: PlatformDatabase,
  identity: PlatformIdentity,
  address: { readonly host: string; readonly port: number },
  clock: Clock,
  { privateBanksAllowed, allowedOrigins, tlsInFront }: Configuration,
  anchors: AnchorBook,
  keys: Keys,
  offboarding: { readonly sandboxBankUrl: string; readonly exportsFolder: string },
): Promise<RunningServices> {
  const transport = createInProcessTransport();
  const verify = createCallerVerifier({ tokens: identity.verifier, transport, clock, isDoor: true });
  const parts = { transport, clock, verifyCaller: verify };
  const services: ServiceHandle[] = [
    await createTenantService({
      ...parts,
      databaseUrl: urls.tenant,
      keycloakAdmin: identity.admin,
      privateBanksAllowed,
      anchors,
      keys,
      keeperUrl,
      ...offboarding,
    }),
    await createProductService({ ...parts, databaseUrl: urls.product }),
    await createRiskService({ ...parts, databaseUrl: urls.risk, keys }),
    await createLendingService({ ...parts, databaseUrl: urls.lending, privateBanksAllowed, keys }),
    await createBillingService({ ...parts, databaseUrl: urls.billing }),
  ];
  const changes = new Changes();
  transport.subscribe('gateway', Object.values(lendingEventTypes), (event) => changes.take(event));
  await transport.start();
  const tenant = transport.client(tenantContract);
  const gateway = await startGateway({
    ...address,
    archives: archiveSource(tenant),
    uploads: transport.client(riskUploadContract),
    changes,
    mustBeActive: (context) => tenant.activeTenant(context, {}),
    exchangeTerms: (context, used) => tenant.exchangeTerms(context, used),
    findOperation: async (context, sha256) =>
      (await tenant.registeredOperation(context, { sha256 })).text ?? undefined,
    allowedOrigins,
    tlsInFront,
    bindings: services.map(bindInProcess),
    verify,
    identityUrl: identity.embedded ? identity.internalUrl : undefined,
  });
  return {
    stop: async () => {
      await gateway.close();
      for (const service of services.reverse()) await service.close();
      await transport.close();
    },
  };
}
