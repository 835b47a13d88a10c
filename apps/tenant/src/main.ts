import { KeycloakAdmin } from '@fanxing/runtime/identity';
import { runServiceProcess } from '@fanxing/runtime/service-process';
import { ConfigurationError } from '@fanxing/runtime/configuration';
import { createTenantService } from '@fanxing/tenant-service';

await runServiceProcess('tenant', ({ configuration: { keycloak, privateBanksAllowed }, ...parts }) => {
  if (!keycloak)
    throw new ConfigurationError(['the tenant service needs KEYCLOAK_URL with its admin client.']);
  const keycloakAdmin = new KeycloakAdmin({
    serverUrl: keycloak.url,
    clientId: keycloak.adminClientId,
    clientSecret: keycloak.adminClientSecret,
    clock: parts.clock,
  });
  return createTenantService({ ...parts, keycloakAdmin, privateBanksAllowed });
});
