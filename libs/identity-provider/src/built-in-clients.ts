import type { RealmClient } from './realm-store.js';
import { hashClientSecret } from './secrets.js';

/** The platform itself, when it makes clients and people for its tenants. */
export const provisioningClientId = 'fanxing-provisioning';
/** The command line and other programs in which a person signs in. */
export const commandLineClientId = 'fanxing-cli';

export function builtInClients(adminSecret: string): readonly RealmClient[] {
  return [
    {
      id: provisioningClientId,
      clientId: provisioningClientId,
      enabled: true,
      grants: ['client_credentials'],
      secretHash: hashClientSecret(adminSecret),
      serviceAccountId: `service-account-${provisioningClientId}`,
      roles: [],
    },
    {
      id: commandLineClientId,
      clientId: commandLineClientId,
      enabled: true,
      grants: ['password'],
      serviceAccountId: '',
      roles: [],
    },
  ];
}
