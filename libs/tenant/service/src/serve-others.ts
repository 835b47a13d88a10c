import { Fault } from '@fanxing/kernel';
import type { Transport } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import type { CheckConsent } from './consent/check-consent.js';
import { ReadDataNames } from './data-name/read-data-names.js';
import { ExchangeTerms } from './limits/exchange-terms.js';
import { ReadOperations } from './operation/read-operations.js';
import { ReadActiveTenant } from './tenant/read-active-tenant.js';
import { FetchTenantArchive } from './tenant-export/fetch-tenant-archive.js';

interface Others {
  readonly checkConsent: CheckConsent;
  /** Whether this process works with all of a tenant's data at once. */
  readonly hasTools: boolean;
}

/** What other services, and the gateways, ask of this one. */
export function serveOthers(
  transport: Transport,
  handle: ServiceHandle,
  { checkConsent, hasTools }: Others,
): void {
  const readActiveTenant = handle.get(ReadActiveTenant);
  const readDataNames = handle.get(ReadDataNames);
  const exchangeTerms = handle.get(ExchangeTerms);
  const readOperations = handle.get(ReadOperations);
  const archives = (): FetchTenantArchive => {
    if (!hasTools) throw new Fault('SERVICE_UNAVAILABLE', { service: 'exports' });
    return handle.get(FetchTenantArchive);
  };
  transport.serve(tenantContract, {
    activeTenant: async (context) => {
      const { slug: _, status: __, bankConnection: ___, ...active } = await readActiveTenant.run(context);
      return active;
    },
    bankConnection: async (context) => ({ connection: await readActiveTenant.connectionToBank(context) }),
    checkConsent: (context, input) => checkConsent.run(context, input),
    consentsInForce: async (context, { borrowerIds, purpose }) => ({
      consents: await checkConsent.all(context, borrowerIds, purpose),
    }),
    closedData: async (context, { borrowerIds }) => ({
      closed: await checkConsent.closedData(context, borrowerIds),
    }),
    dataNames: (context) => readDataNames.declared(context),
    exchangeTerms: (context, counted) => exchangeTerms.run(context, counted),
    registeredOperation: async (context, { sha256 }) => ({
      text: await readOperations.textOf(context, sha256),
    }),
    beginArchive: async (context, { id, from }) => archives().begin(context, id, from),
    archivePart: async (context, { id, part }) => archives().part(context, id, part),
  });
}
