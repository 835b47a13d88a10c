export * from './tenant-context.js';
export * from './permissions.js';
export { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './token-verifier.js';
export {
  KeycloakAdmin,
  type ClientCredentials,
  type NewServiceClient,
  type NewUser,
} from './keycloak-admin.js';
export type { KeycloakConnectionOptions } from './keycloak-connection.js';
