import { z } from 'zod';

/** One environment variable: how it is read, and what the operator is told about it. */
export interface Variable<Value = unknown> {
  readonly schema: z.ZodType<Value, string | undefined>;
  /** What it is for, in one line. */
  readonly purpose: string;
  /** What may stand in it; ends the sentence "… must be". */
  readonly allowed: string;
  /** Its value is never shown, not even when it is wrong. */
  readonly secret?: boolean;
}

function variable<Value>(
  schema: z.ZodType<Value, string | undefined>,
  purpose: string,
  allowed: string,
  secret = false,
): Variable<Value> {
  return { schema, purpose, allowed, secret };
}

const text = z.string().min(1).max(4_096);

function wholeNumber(lowest: number, highest: number) {
  return z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .refine((value) => value >= lowest && value <= highest);
}

function urlOf(...protocols: string[]) {
  return text.refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol));
}

const issuerUrl = urlOf('http:', 'https:')
  .refine((value) => !/[?#]/.test(value))
  .transform((value) => value.replace(/\/+$/, ''));

const host = text.regex(/^[A-Za-z0-9.:-]+$/);

const subgraphAddresses = text
  .regex(/^[a-z-]+=https?:\/\/[^,\s=]+(,[a-z-]+=https?:\/\/[^,\s=]+)*$/)
  .transform((value) =>
    value
      .split(',')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const),
  )
  .refine(
    (pairs) =>
      pairs.every(([, url]) => URL.canParse(url)) &&
      new Set(pairs.map(([name]) => name)).size === pairs.length,
  )
  .transform((pairs): Readonly<Record<string, string>> => Object.freeze(Object.fromEntries(pairs)));

const origins = text
  .transform((value) => value.split(','))
  .refine((each) => each.every((value) => URL.canParse(value) && new URL(value).origin === value))
  .transform((each): readonly string[] => Object.freeze(each));

const anyPort = 'a port number from 0 (any free port) to 65535';
const webUrl = 'an http:// or https:// URL';
const postgresUrl = 'a postgres:// or postgresql:// URL';

/** Every variable that the platform reads, beside OTEL_* which the OpenTelemetry specification defines. */
export const variables = {
  FANXING_DATA_DIR: variable(
    text.default('.fanxing'),
    'folder of the embedded database, keys and files',
    'a path',
  ),
  FANXING_AUDIT_ANCHORS: variable(
    text.optional(),
    'file that anchors of the audit log are added to, best where the database server can not write; else audit-anchors.ndjson in the data folder',
    'a path',
  ),
  FANXING_ROOT_KEY_FILE: variable(
    text.optional(),
    "file of the root key, which wraps every tenant's keys; made when it is not there, best on another disk than the database; else root-key.json in the data folder",
    'a path',
  ),
  FANXING_PKCS11_LIBRARY: variable(
    text.optional(),
    'library of a security module that holds the root key instead of a file',
    'a path',
  ),
  FANXING_PKCS11_TOKEN: variable(text.max(32).optional(), 'label of the token in it', 'a label'),
  FANXING_PKCS11_PIN: variable(text.optional(), "PIN of the token's user", 'a PIN', true),
  FANXING_HOST: variable(
    host.default('127.0.0.1'),
    'address that the gateway listens on',
    'an IP address or host name',
  ),
  FANXING_PORT: variable(wholeNumber(0, 65_535).default(3100), 'port of the gateway', anyPort),
  FANXING_LOG_LEVEL: variable(
    z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    'least important log lines to write',
    'debug, info, warn, error or silent',
  ),
  DATABASE_URL: variable(
    urlOf('postgres:', 'postgresql:').optional(),
    'PostgreSQL server, as a role that may create roles and schemas; else an embedded one is started',
    postgresUrl,
    true,
  ),
  NATS_URL: variable(
    urlOf('nats:', 'tls:').optional(),
    'NATS server that joins split processes',
    'a nats:// or tls:// URL',
    true,
  ),
  OIDC_ISSUER: variable(
    issuerUrl.optional(),
    'issuer of the access tokens; else an embedded provider is started',
    `${webUrl} without query`,
  ),
  KEYCLOAK_URL: variable(
    issuerUrl.optional(),
    'Keycloak server whose users and clients are administered',
    `${webUrl} without query`,
  ),
  KEYCLOAK_ADMIN_CLIENT_ID: variable(text.optional(), 'client that administers Keycloak', 'a client id'),
  KEYCLOAK_ADMIN_CLIENT_SECRET: variable(text.optional(), 'secret of that client', 'a client secret', true),
  FANXING_NATS_TOKEN: variable(text.optional(), 'token that the NATS server asks for', 'a token', true),
  FANXING_SERVICE_DATABASE_URL: variable(
    urlOf('postgres:', 'postgresql:').optional(),
    "one service's own database connection, as its own role (set by whoever starts the process)",
    postgresUrl,
    true,
  ),
  FANXING_KEEPER_DATABASE_URL: variable(
    urlOf('postgres:', 'postgresql:').optional(),
    "the tenant service's second connection, as fanxing_keeper, which exports and erases tenants that leave (set by whoever starts the process)",
    postgresUrl,
    true,
  ),
  FANXING_SANDBOX_BANK_URL: variable(
    urlOf('http:', 'https:').optional(),
    "the sandbox bank that new tenants' sandboxes are connected to (set by whoever starts the process)",
    webUrl,
  ),
  FANXING_SERVICE_HOST: variable(
    host.default('127.0.0.1'),
    'address that a service process listens on',
    'an IP address or host name',
  ),
  FANXING_SERVICE_PORT: variable(
    wholeNumber(0, 65_535).default(0),
    'port that a service process listens on',
    anyPort,
  ),
  FANXING_SERVICE_POOL_SIZE: variable(
    wholeNumber(1, 100).default(8),
    'database connections of a service',
    'a whole number from 1 to 100',
  ),
  FANXING_BANK_NETWORK: variable(
    z.enum(['public', 'any']).optional(),
    "where tenants' banks may be: on the public internet only, or at private addresses too",
    'public or any',
  ),
  FANXING_INTERNAL_TOKEN: variable(
    z.string().min(32).max(4_096).optional(),
    'shows services in processes of their own that it is the gateway who asks',
    'a secret of at least 32 characters',
    true,
  ),
  FANXING_ALLOWED_ORIGINS: variable(
    origins.optional(),
    'origins whose pages may call the API from a browser; none unless named',
    'origins with commas between, such as https://portal.bank.example,https://console.bank.example',
  ),
  FANXING_TLS_IN_FRONT: variable(
    z.enum(['yes', 'no']).default('no'),
    'whether everybody reaches the gateway by TLS that ends in front of it; browsers are then told to use nothing else',
    'yes or no',
  ),
  FANXING_SUBGRAPH_URLS: variable(
    subgraphAddresses.optional(),
    'where a gateway process finds the services',
    'name=URL pairs with commas between, such as tenant=http://127.0.0.1:4001/graphql,risk=http://127.0.0.1:4002/graphql',
  ),
} as const;
