import { createBillingService } from '@fanxing/billing-service';
import { bindInProcess, startGateway } from '@fanxing/gateway';
import type { Clock } from '@fanxing/kernel';
import { createLendingService } from '@fanxing/lending-service';
import { createProductService } from '@fanxing/product-service';
import { createRiskService } from '@fanxing/risk-service';
import type { AnchorBook } from '@fanxing/runtime/audit';
import { createInProcessTransport } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import { createTenantService } from '@fanxing/tenant-service';
import type { PlatformDatabase } from './database.js';
import type { PlatformIdentity } from './identity.js';
import type { RunningServices } from './running-services.js';

/** All services and the gateway in this process, bound to one another without a socket. */
export async function startInOneProcess(
  { urls }: PlatformDatabase,
  identity: PlatformIdentity,
  address: { readonly host: string; readonly port: number },
  clock: Clock,
  privateBanksAllowed: boolean,
  anchors: AnchorBook,
): Promise<RunningServices> {
  const transport = createInProcessTransport();
  const verify = (authorization: string | undefined) => identity.verifier.verify(authorization);
  const parts = { transport, clock, verifyCaller: verify };
  const services: ServiceHandle[] = [
    await createTenantService({
      ...parts,
      databaseUrl: urls.tenant,
      keycloakAdmin: identity.admin,
      privateBanksAllowed,
      anchors,
    }),
    await createProductService({ ...parts, databaseUrl: urls.product }),
    await createRiskService({ ...parts, databaseUrl: urls.risk }),
    await createLendingService({ ...parts, databaseUrl: urls.lending, privateBanksAllowed }),
    await createBillingService({ ...parts, databaseUrl: urls.billing }),
  ];
  await transport.start();
  const gateway = await startGateway({
    ...address,
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
