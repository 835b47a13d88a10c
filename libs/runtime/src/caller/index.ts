export { isAddressOrNetwork } from './address-list.js';
export { newBearerSecret, type BearerSecret } from './bearer-secret.js';
export { createCallerVerifier, type VerifyCallerAt } from './caller-verifier.js';
export { FourEyes, mustBeAnotherOperator } from './four-eyes.js';
export {
  identityContract,
  type AccountStanding,
  type ApprovalAsked,
  type SecretHolder,
  type SecretShown,
} from './identity-contract.js';
