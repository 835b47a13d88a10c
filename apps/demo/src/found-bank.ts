import type { BankFolder } from '@fanxing/bank-folder';
import { connect, type Api } from './api.js';
import type { PlatformReady } from './platform-process.js';

export interface SignIn {
  readonly username: string;
  readonly password: string;
  readonly roles: readonly string[];
}

export interface ClientSecret {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly roles: readonly string[];
}

/** A partner bank that has just joined: who works there, and its own program. */
export interface FoundedBank {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly users: readonly SignIn[];
  readonly client: ClientSecret;
  readonly owner: Api;
  readonly productManager: Api;
  readonly approver: Api;
  readonly riskOfficer: Api;
  readonly lender: Api;
}

const staff = [
  { username: 'product', roles: ['product-manager'] },
  { username: 'approver', roles: ['approver'] },
  { username: 'risk', roles: ['risk-officer'] },
] as const;

/** The bank signs up, is approved by a second person, and its owner lets in staff and a program of the bank's own. */
export async function foundBank(
  ready: PlatformReady,
  { manifest }: BankFolder,
  slug: string,
): Promise<FoundedBank> {
  const [operator, reviewer] = ready.users.map((user) => connect(ready.urls, user));
  if (!operator || !reviewer) throw new Error('the platform names no operators');
  const { createTenant: tenant } = await operator.send<{ createTenant: { id: string } }>(
    'mutation ($input: CreateTenantInput!) { createTenant(input: $input) { id } }',
    {
      input: {
        idempotencyKey: `found-${slug}`,
        name: manifest.name,
        slug,
        currency: manifest.currency,
        timeZone: manifest.timeZone,
      },
    },
  );
  const ownerSignIn = await approve(reviewer, tenant.id, slug);
  const owner = connect(ready.urls, ownerSignIn);
  await owner.send('mutation ($input: ConnectBankInput!) { connectBank(input: $input) { baseUrl } }', {
    input: { adapter: 'rest', baseUrl: ready.urls.sandboxBank },
  });
  const users = await Promise.all(staff.map((person) => createUser(owner, person)));
  const [productManager, approver, riskOfficer] = users.map((user) => connect(ready.urls, user));
  const client = await createClient(owner);
  if (!productManager || !approver || !riskOfficer) throw new Error('a member of the staff is missing');
  return {
    tenantId: tenant.id,
    slug,
    name: manifest.name,
    users: [ownerSignIn, ...users],
    client,
    owner,
    productManager,
    approver,
    riskOfficer,
    lender: connect(ready.urls, client),
  };
}

async function approve(reviewer: Api, tenantId: string, slug: string): Promise<SignIn> {
  const { approveTenant } = await reviewer.send<{
    approveTenant: { signIns: { environment: string; username: string; temporaryPassword: string }[] };
  }>(
    'mutation ($input: ApproveTenantInput!) { approveTenant(input: $input) { signIns { environment username temporaryPassword } } }',
    {
      input: { tenantId, idempotencyKey: `approve-${slug}` },
    },
  );
  const sandbox = approveTenant.signIns.find(({ environment }) => environment === 'SANDBOX');
  if (!sandbox) throw new Error('no sign-in for the sandbox');
  return { username: sandbox.username, password: sandbox.temporaryPassword, roles: ['owner'] };
}

async function createUser(owner: Api, { username, roles }: (typeof staff)[number]): Promise<SignIn> {
  const { createUser: made } = await owner.send<{
    createUser: { user: { username: string }; temporaryPassword: string };
  }>(
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { username } temporaryPassword } }',
    { input: { idempotencyKey: `user-${username}`, username, roles } },
  );
  return { username: made.user.username, password: made.temporaryPassword, roles };
}

async function createClient(owner: Api): Promise<ClientSecret> {
  const roles = ['lender'];
  const { createClient: made } = await owner.send<{
    createClient: { client: { clientId: string }; clientSecret: string };
  }>(
    'mutation ($input: CreateClientInput!) { createClient(input: $input) { client { clientId } clientSecret } }',
    { input: { idempotencyKey: 'client-core', name: 'core system', roles } },
  );
  return { clientId: made.client.clientId, clientSecret: made.clientSecret, roles };
}
