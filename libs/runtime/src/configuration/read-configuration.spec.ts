import { ConfigurationError } from './configuration-error.js';
import { readConfiguration } from './read-configuration.js';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfiguration(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('has defaults for a machine on which nothing is set', () => {
    expect(readConfiguration({ PATH: '/bin', HOME: '/root' })).toEqual({
      dataDir: '.fanxing',
      rootKey: { file: undefined, token: undefined },
      host: '127.0.0.1',
      port: 3100,
      privateBanksAllowed: true,
      logLevel: 'info',
      databaseUrl: undefined,
      nats: undefined,
      oidcIssuer: undefined,
      keycloak: undefined,
      service: { databaseUrl: undefined, host: '127.0.0.1', port: 0, poolSize: 8 },
      subgraphUrls: undefined,
      allowedOrigins: [],
      tlsInFront: false,
      internalToken: undefined,
      auditAnchors: undefined,
    });
  });

  it('takes what is given', () => {
    expect(
      readConfiguration({
        FANXING_DATA_DIR: '/var/lib/fanxing',
        FANXING_PORT: '8080',
        FANXING_LOG_LEVEL: 'warn',
        DATABASE_URL: 'postgres://owner:secret@db:5432/fanxing',
        NATS_URL: 'nats://127.0.0.1:4222',
        FANXING_NATS_TOKEN: 'token',
        OIDC_ISSUER: 'https://id.example.com/realms/fanxing/',
        KEYCLOAK_URL: 'https://id.example.com',
        KEYCLOAK_ADMIN_CLIENT_ID: 'fanxing',
        KEYCLOAK_ADMIN_CLIENT_SECRET: 'secret',
        FANXING_SERVICE_DATABASE_URL: 'postgresql://risk:secret@db/fanxing',
        FANXING_SERVICE_PORT: '4002',
        FANXING_SUBGRAPH_URLS: 'tenant=http://127.0.0.1:4001/graphql,risk=http://127.0.0.1:4002/graphql',
      }),
    ).toMatchObject({
      dataDir: '/var/lib/fanxing',
      port: 8080,
      logLevel: 'warn',
      databaseUrl: 'postgres://owner:secret@db:5432/fanxing',
      nats: { url: 'nats://127.0.0.1:4222', token: 'token' },
      oidcIssuer: 'https://id.example.com/realms/fanxing',
      keycloak: { url: 'https://id.example.com', adminClientId: 'fanxing', adminClientSecret: 'secret' },
      service: { databaseUrl: 'postgresql://risk:secret@db/fanxing', port: 4002 },
      subgraphUrls: { tenant: 'http://127.0.0.1:4001/graphql', risk: 'http://127.0.0.1:4002/graphql' },
    });
  });

  it('counts an empty variable as not given', () => {
    expect(readConfiguration({ FANXING_PORT: '', DATABASE_URL: ' ' })).toMatchObject({
      port: 3100,
      databaseUrl: undefined,
    });
  });

  it('can not be changed afterwards', () => {
    const configuration = readConfiguration({ NATS_URL: 'nats://127.0.0.1:4222' });
    for (const part of [configuration, configuration.service, configuration.nats])
      expect(Object.isFrozen(part)).toBe(true);
  });
});

describe('a mistake in the environment', () => {
  it.each([
    ['FANXING_PROT', 'FANXING_PORT'],
    ['FANXING_DATADIR', 'FANXING_DATA_DIR'],
    ['FANXING_SUBGRAPH_URL', 'FANXING_SUBGRAPH_URLS'],
  ])('in the name %s is told with the name that was probably meant', (wrong, right) => {
    expect(problemsOf({ [wrong]: 'x' })).toEqual([
      `${wrong} is not a variable of the platform: did you mean ${right}?`,
    ]);
  });

  it.each([
    ['FANXING_PORT', '70000'],
    ['FANXING_PORT', '-1'],
    ['FANXING_PORT', '80a'],
    ['FANXING_PORT', '1e3'],
    ['FANXING_HOST', 'http://x'],
    ['FANXING_LOG_LEVEL', 'verbose'],
    ['OIDC_ISSUER', 'id.example.com'],
    ['OIDC_ISSUER', 'https://id.example.com/?realm=a'],
    ['FANXING_SERVICE_POOL_SIZE', '0'],
    ['FANXING_SUBGRAPH_URLS', 'tenant:http://127.0.0.1'],
    ['FANXING_SUBGRAPH_URLS', 'risk=http://127.0.0.1:1/,risk=http://127.0.0.1:2/'],
  ])('in the value of %s is told with what is there and what is allowed: %s', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} must be .+, but is `));
    expect(problems[0]).toContain(`"${value}"`);
  });

  it('in a secret is told without the secret', () => {
    const problems = problemsOf({ DATABASE_URL: 'mysql://root:hunter2@db' });
    expect(problems).toEqual(['DATABASE_URL must be a postgres:// or postgresql:// URL.']);
  });

  it('of several is told with all the others at once', () => {
    const env = {
      FANXING_PORT: 'x',
      FANXING_LOG_LEVEL: 'loud',
      FANXING_NEW: '1',
      KEYCLOAK_URL: 'http://127.0.0.1:8080',
    };
    expect(problemsOf(env)).toEqual([
      expect.stringContaining('FANXING_PORT') as string,
      expect.stringContaining('FANXING_LOG_LEVEL') as string,
      expect.stringContaining('FANXING_NEW') as string,
      expect.stringContaining(
        'KEYCLOAK_ADMIN_CLIENT_ID and KEYCLOAK_ADMIN_CLIENT_SECRET not given',
      ) as string,
      expect.stringContaining('needs OIDC_ISSUER') as string,
    ]);
    expect(() => readConfiguration(env)).toThrow(/FANXING_PORT[\s\S]*FANXING_LOG_LEVEL/);
  });

  it('where a token has no server to go to is told', () => {
    expect(problemsOf({ FANXING_NATS_TOKEN: 'secret' })).toEqual([
      'FANXING_NATS_TOKEN is of use only with NATS_URL.',
    ]);
  });

  it('has the root key in one place, and all that a security module needs', () => {
    const token = { FANXING_PKCS11_LIBRARY: '/lib/hsm.so', FANXING_PKCS11_TOKEN: 'bank' };
    expect(problemsOf(token).join()).toMatch(/FANXING_PKCS11_PIN not given/);
    const whole = { ...token, FANXING_PKCS11_PIN: '4711-secret' };
    expect(readConfiguration(whole).rootKey).toEqual({
      file: undefined,
      token: { library: '/lib/hsm.so', token: 'bank', pin: '4711-secret' },
    });
    const both = problemsOf({ ...whole, FANXING_ROOT_KEY_FILE: '/keys/root.json' }).join();
    expect(both).toMatch(/say two places/);
    expect(both).not.toMatch(/4711-secret/);
  });
});
