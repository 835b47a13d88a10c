import type { RealmClient } from './realm-store.js';
import { hashClientSecret } from './secrets.js';

/** The platform itself, when it makes clients and people for its tenants. */
export const provisioningClientId = 'fanxing-provisioning';
/** The command line and other programs in which a person signs in. */
export const commandLineClientId = 'fanxing-cli';

/** The tenants' administration in a browser, on the same origin: people sign in by a page, with PKCE. */
export const portalClientId = 'fanxing-portal';

/** `origin`: the public one, `https://gateway.example`. */
export function builtInClients(adminSecret: string, origin: string): readonly RealmClient[] {
  return [
    {
      id: portalClientId,
      clientId: portalClientId,
      enabled: true,
      grants: ['authorization_code', 'refresh_token'],
      redirectUris: [`${origin}/signed-in`],
      postLogoutRedirectUris: [`${origin}/`],
      serviceAccountId: '',
      roles: [],
    },
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
