export * from './tenant-context.js';
export * from './permissions.js';
export {
  fourEyesOptions,
  fourEyesTable,
  permissionToAsk,
  type FourEyesAlways,
  waitsWhereverItCan,
  type FourEyesOption,
} from './four-eyes.js';
export { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './token-verifier.js';
export { KeycloakAdmin, type ClientCredentials } from './keycloak-admin.js';
export type { NewServiceClient, NewUser } from './keycloak-representation.js';
export type { VerifiedToken } from './verified-tokens.js';
export type { KeycloakConnectionOptions } from './keycloak-connection.js';
