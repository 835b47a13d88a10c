import { ConfigurationError } from './configuration-error.js';
import { nearest } from './nearest.js';
import { variables, type Variable } from './variables.js';

type Name = keyof typeof variables;
type ValueOf<N extends Name> = (typeof variables)[N] extends Variable<infer Value> ? Value : never;
type Values = { readonly [N in Name]: ValueOf<N> };

/** What the environment says, validated; what is not given has its default or is undefined. Frozen through and through. */
export interface Configuration {
  readonly dataDir: string;
  /** The file of the audit log's anchors; undefined: `audit-anchors.ndjson` in the data folder. */
  readonly auditAnchors: string | undefined;
  /** Where the root key is; without a file, `root-key.json` in the data folder. */
  readonly rootKey: {
    readonly file: string | undefined;
    readonly token: { readonly library: string; readonly token: string; readonly pin: string } | undefined;
  };
  readonly host: string;
  readonly port: number;
  readonly logLevel: ValueOf<'FANXING_LOG_LEVEL'>;
  /** A role that may create roles and schemas. Undefined: start the embedded server. */
  readonly databaseUrl: string | undefined;
  readonly nats: { readonly url: string; readonly token: string | undefined } | undefined;
  /** Undefined: start the embedded provider. No slash at its end. */
  readonly oidcIssuer: string | undefined;
  readonly keycloak:
    { readonly url: string; readonly adminClientId: string; readonly adminClientSecret: string } | undefined;
  /** What a service that runs as a process of its own is told by whoever starts it. */
  readonly service: {
    readonly databaseUrl: string | undefined;
    readonly host: string;
    readonly port: number;
    readonly poolSize: number;
    readonly keeperDatabaseUrl: string | undefined;
    readonly sandboxBankUrl: string | undefined;
  };
  /**
   * Whether banks at private addresses may be called. Unless told: yes with the embedded database, where all is on one
   * machine with its sandbox bank; else no, since what a tenant types must not reach our own network.
   */
  readonly privateBanksAllowed: boolean;
  /** For a gateway process: the URL of each subgraph by the service's name. */
  readonly subgraphUrls: Readonly<Record<string, string>> | undefined;
  /** What the gateway shows to services that are processes of their own. */
  readonly internalToken: string | undefined;
  readonly allowedOrigins: readonly string[];
  readonly tlsInFront: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks every variable of the platform. An empty variable counts as not given. Throws a
 * {@link ConfigurationError} that names all problems at once; no secret appears in it.
 */
export function readConfiguration(env: Environment): Configuration {
  const { values, problems } = readValues(env);
  problems.push(...unknownVariables(env), ...contradictions(values));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return configurationOf(values as Values);
}

function readValues(env: Environment): { values: Partial<Values>; problems: string[] } {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, { schema, allowed, secret }] of Object.entries<Variable>(variables)) {
    const given = env[name]?.trim() || undefined;
    const read = schema.safeParse(given);
    if (read.success) values[name] = read.data;
    else problems.push(`${name} must be ${allowed}${secret ? '' : `, but is "${given?.slice(0, 80)}"`}.`);
  }
  return { values: values as Partial<Values>, problems };
}

function unknownVariables(env: Environment): string[] {
  const known = Object.keys(variables);
  return Object.keys(env)
    .filter((name) => name.startsWith('FANXING_') && !known.includes(name))
    .map((name) => `${name} is not a variable of the platform: did you mean ${nearest(name, known)}?`);
}

function contradictions(values: Partial<Values>): string[] {
  const problems: string[] = [];
  const keycloak = ['KEYCLOAK_URL', 'KEYCLOAK_ADMIN_CLIENT_ID', 'KEYCLOAK_ADMIN_CLIENT_SECRET'] as const;
  const missing = keycloak.filter((name) => values[name] === undefined);
  if (missing.length > 0 && missing.length < keycloak.length)
    problems.push(`${keycloak.join(', ')} are used together: ${missing.join(' and ')} not given.`);
  if (values.KEYCLOAK_URL !== undefined && values.OIDC_ISSUER === undefined)
    problems.push('KEYCLOAK_URL needs OIDC_ISSUER too, such as <KEYCLOAK_URL>/realms/fanxing.');
  const token = ['FANXING_PKCS11_LIBRARY', 'FANXING_PKCS11_TOKEN', 'FANXING_PKCS11_PIN'] as const;
  const lacking = token.filter((name) => values[name] === undefined);
  if (lacking.length > 0 && lacking.length < token.length)
    problems.push(`${token.join(', ')} are used together: ${lacking.join(' and ')} not given.`);
  if (lacking.length === 0 && values.FANXING_ROOT_KEY_FILE !== undefined)
    problems.push('FANXING_ROOT_KEY_FILE and FANXING_PKCS11_LIBRARY say two places: the root key is in one.');
  if (values.FANXING_NATS_TOKEN !== undefined && values.NATS_URL === undefined)
    problems.push('FANXING_NATS_TOKEN is of use only with NATS_URL.');
  return problems;
}

function configurationOf(values: Values): Configuration {
  const url = values.KEYCLOAK_URL;
  const adminClientId = values.KEYCLOAK_ADMIN_CLIENT_ID;
  const adminClientSecret = values.KEYCLOAK_ADMIN_CLIENT_SECRET;
  return Object.freeze({
    dataDir: values.FANXING_DATA_DIR,
    auditAnchors: values.FANXING_AUDIT_ANCHORS,
    rootKey: Object.freeze({ file: values.FANXING_ROOT_KEY_FILE, token: tokenOf(values) }),
    host: values.FANXING_HOST,
    port: values.FANXING_PORT,
    logLevel: values.FANXING_LOG_LEVEL,
    databaseUrl: values.DATABASE_URL,
    nats:
      values.NATS_URL === undefined
        ? undefined
        : Object.freeze({ url: values.NATS_URL, token: values.FANXING_NATS_TOKEN }),
    oidcIssuer: values.OIDC_ISSUER,
    keycloak:
      url && adminClientId && adminClientSecret
        ? Object.freeze({ url, adminClientId, adminClientSecret })
        : undefined,
    service: Object.freeze({
      databaseUrl: values.FANXING_SERVICE_DATABASE_URL,
      host: values.FANXING_SERVICE_HOST,
      port: values.FANXING_SERVICE_PORT,
      poolSize: values.FANXING_SERVICE_POOL_SIZE,
      keeperDatabaseUrl: values.FANXING_KEEPER_DATABASE_URL,
      sandboxBankUrl: values.FANXING_SANDBOX_BANK_URL,
    }),
    privateBanksAllowed:
      (values.FANXING_BANK_NETWORK ?? (isOnOneMachine(values) ? 'any' : 'public')) === 'any',
    subgraphUrls: values.FANXING_SUBGRAPH_URLS,
    internalToken: values.FANXING_INTERNAL_TOKEN,
    allowedOrigins: values.FANXING_ALLOWED_ORIGINS ?? Object.freeze([]),
    tlsInFront: values.FANXING_TLS_IN_FRONT === 'yes',
  });
}

function tokenOf(values: Values): Configuration['rootKey']['token'] {
  const library = values.FANXING_PKCS11_LIBRARY;
  const token = values.FANXING_PKCS11_TOKEN;
  const pin = values.FANXING_PKCS11_PIN;
  return library && token && pin ? Object.freeze({ library, token, pin }) : undefined;
}

function isOnOneMachine(values: Values): boolean {
  return values.DATABASE_URL === undefined && values.FANXING_SERVICE_DATABASE_URL === undefined;
}
