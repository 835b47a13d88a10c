import { Caller, type Credentials } from './caller.fixture.js';
import { smallestScorecard, smallestStrategy } from './decision-rules.fixture.js';
import type { RunningPlatform } from './running-platform.fixture.js';

export type World = 'SANDBOX' | 'LIVE';

/** A partner bank that was let in, with nobody there but its owner. */
export interface FoundedTenant {
  readonly id: string;
  readonly slug: string;
  readonly owners: Readonly<Record<World, Caller>>;
}

/** One of a tenant's two worlds, ready to lend. */
export interface Tenant extends FoundedTenant {
  readonly world: World;
  readonly platform: RunningPlatform;
  readonly owner: Caller;
  readonly productManager: Caller;
  readonly approver: Caller;
  readonly riskOfficer: Caller;
  /** The bank's own program. */
  readonly lender: Caller;
  readonly clientId: string;
  readonly userIds: readonly string[];
  readonly productId: string;
  readonly productVersionId: string;
  readonly productCode: string;
  readonly modelId: string;
  readonly strategyId: string;
}

export const limit = '20000.00';
export const dailyRate = '0.0004';
const bankPatienceMs = 500;

/** A tenant that can lend in its sandbox: founded, furnished, with product, model and strategy published. */
export async function aTenant(platform: RunningPlatform, name: string): Promise<Tenant> {
  return furnish(platform, await foundTenant(platform, name), 'SANDBOX');
}

/** Created by one operator, let in by the other. */
export async function foundTenant(
  platform: RunningPlatform,
  name: string,
  timeZone = 'Asia/Shanghai',
): Promise<FoundedTenant> {
  const slug = platform.slugOf(name);
  const [operator, reviewer] = platform.ready.users.map((user) => new Caller(platform, user));
  if (!operator || !reviewer) throw new Error('the platform names no operators');
  const details = { name: `Bank ${name}`, slug, currency: 'CNY', timeZone };
  const { id } = await operator.do<{ id: string }>(
    'createTenant',
    { idempotencyKey: slug, ...details },
    'id',
  );
  const { signIns } = await reviewer.do<{
    signIns: { environment: World; username: string; temporaryPassword: string }[];
  }>(
    'approveTenant',
    { idempotencyKey: slug, tenantId: id },
    'signIns { environment username temporaryPassword }',
  );
  const ownerOf = (world: World): Caller => {
    const found = signIns.find(({ environment }) => environment === world);
    return new Caller(platform, {
      username: found?.username ?? '',
      password: found?.temporaryPassword ?? '',
    });
  };
  return { id, slug, owners: { SANDBOX: ownerOf('SANDBOX'), LIVE: ownerOf('LIVE') } };
}

/** Staff, the bank's own program, the connection to its core system, a product, a model and a strategy. */
export async function furnish(
  platform: RunningPlatform,
  founded: FoundedTenant,
  world: World,
): Promise<Tenant> {
  const owner = founded.owners[world];
  const staff = await Promise.all(
    ['product-manager', 'approver', 'risk-officer'].map((role) => letIn(platform, owner, role)),
  );
  const [productManager, approver, riskOfficer] = staff.map(({ caller }) => caller);
  if (!productManager || !approver || !riskOfficer) throw new Error('a member of the staff is missing');
  const client = await aClient(owner);
  await owner.do(
    'connectBank',
    { adapter: 'rest', baseUrl: platform.ready.urls.sandboxBank, timeoutMs: bankPatienceMs },
    'baseUrl',
  );
  const productCode = 'revolving';
  const product = await publishProduct(productManager, approver, productCode);
  return {
    ...founded,
    world,
    platform,
    owner,
    productManager,
    approver,
    riskOfficer,
    lender: new Caller(platform, client),
    clientId: client.clientId,
    userIds: staff.map(({ id }) => id),
    productCode,
    ...product,
    ...(await publishRules(riskOfficer, productCode)),
  };
}

async function letIn(
  platform: RunningPlatform,
  owner: Caller,
  role: string,
): Promise<{ id: string; caller: Caller }> {
  const { user, temporaryPassword } = await owner.do<{
    user: { id: string; username: string };
    temporaryPassword: string;
  }>(
    'createUser',
    { idempotencyKey: role, username: role, roles: [role] },
    'user { id username } temporaryPassword',
  );
  return {
    id: user.id,
    caller: new Caller(platform, { username: user.username, password: temporaryPassword }),
  };
}

async function aClient(owner: Caller): Promise<Credentials & { clientId: string; clientSecret: string }> {
  const { client, clientSecret } = await owner.do<{ client: { clientId: string }; clientSecret: string }>(
    'createClient',
    { idempotencyKey: 'core', name: 'Core system', roles: ['lender'] },
    'client { clientId } clientSecret',
  );
  return { clientId: client.clientId, clientSecret };
}

async function publishProduct(productManager: Caller, approver: Caller, code: string) {
  const terms = {
    kind: 'REVOLVING',
    currency: 'CNY',
    limitMin: '1000.00',
    limitMax: '50000.00',
    dailyRateMin: '0.0002',
    dailyRateMax: '0.0005',
    drawMin: '100.00',
    termDays: 30,
    lineTermDays: 365,
    offerValidMinutes: 1440,
  };
  const product = await productManager.do<{ id: string; versions: { id: string }[] }>(
    'createProduct',
    { idempotencyKey: code, code, name: '随借随还', terms },
    'id versions { id }',
  );
  const productVersionId = product.versions[0]?.id ?? '';
  await productManager.do('submitProductVersion', { productVersionId }, 'status');
  await approver.do('approveProductVersion', { productVersionId }, 'status');
  return { productId: product.id, productVersionId };
}

async function publishRules(riskOfficer: Caller, productCode: string) {
  const model = await riskOfficer.do<{ id: string }>(
    'publishModel',
    { idempotencyKey: 'model', code: 'smallest', content: smallestScorecard, protectedAttributes: ['sex'] },
    'id',
  );
  const strategy = await riskOfficer.do<{ id: string }>(
    'publishStrategy',
    {
      idempotencyKey: 'strategy',
      productCode,
      modelId: model.id,
      content: smallestStrategy(limit, dailyRate),
    },
    'id',
  );
  return { modelId: model.id, strategyId: strategy.id };
}
