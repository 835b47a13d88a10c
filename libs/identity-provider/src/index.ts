export { startIdentityProvider, type IdentityProvider, type IdentityProviderOptions } from './start.js';
