import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { issuersKey, readToken, signed } from '../gateway/tokens.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { Caller, post, type ApiError } from '../harness/caller.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { fields, smallestRequest, type Field } from './fields.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;
let claims: Record<string, unknown>;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  claims = readToken(await bank.lender.authorization()).claims;
});
afterAll(destroyPlatforms);

/** A good token of the bank's program but for what is changed, as the issuer alone could sign it. */
async function bearer(change: Record<string, unknown>): Promise<string> {
  const { header } = readToken(await bank.lender.authorization());
  const now = Math.floor(Date.now() / 1000);
  const content = { ...claims, jti: `made ${Math.random()}`, iat: now, exp: now + 300, ...change };
  return signed({ header, claims: content }, issuersKey(platform));
}

/** Open to everybody who is let in: who one is, and what one may see of a thing by its id, which its service decides. */
const open = ['Query.viewer', 'Query.node', 'Query.nodes'];

function answerTo(field: readonly [string, Field], authorization: string) {
  return post(platform.ready.urls.graphql, smallestRequest(field), { authorization });
}

function reasonOf(errors: readonly ApiError[]): string {
  return errors[0]?.extensions.reason ?? 'answered';
}

describe('somebody without any role', () => {
  it.each(fields.filter(([name]) => !open.includes(name)))('may not %s', async (name, field) => {
    const { errors } = await answerTo([name, field], await bearer({ realm_access: { roles: [] } }));
    expect(reasonOf(errors)).toBe('FORBIDDEN');
  });
});

describe('a program that lends', () => {
  const owners = fields.filter(([name]) =>
    /^Mutation\.(create(User|Client|ApiKey|Tenant)|change|disable|enable|delete|reset|rotate|revokeApiKey|identify|set|approve|reject|suspend|connect|request|take|end|publish)/.test(
      name,
    ),
  );

  it.each(owners)('may not %s, even when its token says that it is an owner', async (name, field) => {
    const raised = {
      realm_access: { roles: ['lender', 'owner', 'approver', 'risk-officer', 'platform-operator'] },
    };
    const { errors } = await answerTo([name, field], await bearer(raised));
    expect(reasonOf(errors)).toBe('FORBIDDEN');
  });
});

/** Who may do what, as the page in the documentation says: each permission with the roles that have it. */
function permissionsPage(): {
  readonly roles: readonly string[];
  readonly holders: Map<string, Set<string>>;
} {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/permissions.md'), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [head = [], , ...permissions] = rows;
  const roles = head.slice(1, head.indexOf('persons only'));
  const holders = new Map(
    permissions.map(([name = '', ...marks]) => [
      name.replaceAll('`', ''),
      new Set(roles.filter((_, index) => marks[index] === '●')),
    ]),
  );
  return { roles, holders };
}

describe('each role', () => {
  const { roles, holders } = permissionsPage();
  const walked = fields.filter(([name]) => !open.includes(name));
  const asked = new Map<string, string>();
  let everything: Record<string, unknown>;
  let operators: Record<string, unknown>;

  beforeAll(async () => {
    const all = roles.filter((role) => role !== 'platform-operator');
    const { user, temporaryPassword } = await bank.owner.do<{
      user: { username: string };
      temporaryPassword: string;
    }>(
      'createUser',
      { idempotencyKey: 'everything', username: 'everything', roles: all },
      'user { username } temporaryPassword',
    );
    const person = new Caller(platform, { username: user.username, password: temporaryPassword });
    everything = readToken(await person.authorization()).claims;
    const [operator] = platform.ready.users;
    operators = readToken(await new Caller(platform, operator!).authorization()).claims;
    // What a field asks for first is what somebody without any role is refused for.
    for (const field of walked) {
      const { errors } = await answerTo(field, await bearer({ ...everything, realm_access: { roles: [] } }));
      asked.set(field[0], String(errors[0]?.extensions.details['permission']));
    }
  });

  it('is on the page, with every permission that a field asks for', () => {
    expect(roles.length).toBe(10);
    expect(walked.length).toBeGreaterThan(140);
    expect([...new Set(asked.values())].filter((permission) => !holders.has(permission))).toEqual([]);
  });

  it.each(roles)('%s may do what the page says and nothing else', async (role) => {
    const claims = role === 'platform-operator' ? operators : everything;
    const wrong: string[] = [];
    for (const [name, field] of walked) {
      const permission = asked.get(name) ?? '';
      const { errors } = await answerTo(
        [name, field],
        await bearer({ ...claims, realm_access: { roles: [role] } }),
      );
      const isRefused =
        reasonOf(errors) === 'FORBIDDEN' && errors[0]?.extensions.details['permission'] === permission;
      const may = holders.get(permission)?.has(role) === true;
      if (may === isRefused || reasonOf(errors) === 'INTERNAL')
        wrong.push(`${name}: ${permission}, ${reasonOf(errors)}`);
    }
    expect(wrong).toEqual([]);
  });
});
