import { join } from 'node:path';
import { AnchorBook } from '@fanxing/runtime/audit';
import { openKeys } from '@fanxing/runtime/encryption';
import { KeycloakAdmin } from '@fanxing/runtime/identity';
import { runServiceProcess } from '@fanxing/runtime/service-process';
import { ConfigurationError } from '@fanxing/runtime/configuration';
import { createTenantService } from '@fanxing/tenant-service';

await runServiceProcess('tenant', async ({ configuration, ...parts }) => {
  const { keycloak, privateBanksAllowed, dataDir, auditAnchors, rootKey } = configuration;
  if (!keycloak)
    throw new ConfigurationError(['the tenant service needs KEYCLOAK_URL with its admin client.']);
  const keycloakAdmin = new KeycloakAdmin({
    serverUrl: keycloak.url,
    clientId: keycloak.adminClientId,
    clientSecret: keycloak.adminClientSecret,
    clock: parts.clock,
  });
  const anchors = await AnchorBook.open(dataDir, auditAnchors);
  const keys = await openKeys(dataDir, rootKey, () => parts.clock.now());
  const { keeperDatabaseUrl, sandboxBankUrl } = configuration.service;
  return createTenantService({
    ...parts,
    keycloakAdmin,
    privateBanksAllowed,
    anchors,
    keys,
    exportsFolder: join(dataDir, 'exports'),
    ...(keeperDatabaseUrl !== undefined && { keeperUrl: keeperDatabaseUrl }),
    ...(sandboxBankUrl !== undefined && { sandboxBankUrl }),
  });
});
