import { generateKeyPairSync } from 'node:crypto';
import { change, owner, read, type Reach } from './reach.fixture.js';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const someKeys = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one' }] });

/** Every way to name an account, a key, an approval or an operator's access. */
export const accountReaches: readonly Reach[] = [
  read('apiKey', 'apiKey', owner),
  read('approval', 'approval', owner),
  read('tenantArchive', 'tenantExport', owner),
  change('rotateApiKey', 'apiKeyId', 'apiKey', owner),
  change('revokeApiKey', 'apiKeyId', 'apiKey', owner),
  change('approveOperation', 'approvalId', 'approval', owner),
  change('rejectOperation', 'approvalId', 'approval', owner),
  change('endBreakGlass', 'breakGlassId', 'breakGlass', owner, ({ tenant }) => ({
    tenantId: tenant,
    environment: 'SANDBOX',
  })),
  change('endBreakGlass', 'tenantId', 'tenant', owner, ({ breakGlass }) => ({
    breakGlassId: breakGlass,
    environment: 'SANDBOX',
  })),
  change('setClientKeys', 'clientId', 'client', owner, () => ({ jwks: someKeys })),
  change('changeUserRoles', 'userId', 'user', owner, () => ({ roles: ['support'] })),
  change('identifyUser', 'userId', 'user', owner, () => ({ person: 'somebody' })),
  ...['disableUser', 'enableUser', 'resetUserPassword', 'endUserSessions'].map((mutation) =>
    change(mutation, 'userId', 'user', owner),
  ),
  ...['rotateClientSecret', 'disableClient', 'enableClient', 'deleteClient'].map((mutation) =>
    change(mutation, 'clientId', 'client', owner),
  ),
];
