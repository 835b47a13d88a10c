import { RequestError } from './http.js';
import type { Belonging } from './realm-store.js';
import { clientSecretLengthMin, passwordLengthMin } from './secrets.js';

type Json = Readonly<Record<string, unknown>>;

/** Reads what the admin API is sent, in Keycloak's shape; what it can't take is HTTP 400 with a sentence. */
export function parseObject(text: string): Json {
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)) return parsed as Json;
  } catch {
    // Answered below, as any other text that is no object.
  }
  throw bad('the body must be a JSON object');
}

export function clientIdOf(body: Json): string {
  const clientId = body['clientId'];
  if (typeof clientId === 'string' && /^[\w.:@-]{1,255}$/.test(clientId)) return clientId;
  throw bad('clientId must be 1 to 255 letters, digits, or any of . : @ - _');
}

/** Keycloak keeps user names in lower case. */
export function usernameOf(body: Json): string {
  const username = body['username'];
  if (typeof username === 'string' && /^[^\s\p{C}]{1,255}$/u.test(username)) return username.toLowerCase();
  throw bad('username must be 1 to 255 characters without blanks');
}

export function secretOf(body: Json): string | undefined {
  const secret = body['secret'];
  if (secret === undefined) return undefined;
  if (typeof secret === 'string' && secret.length >= clientSecretLengthMin) return secret;
  throw bad(`secret must have at least ${clientSecretLengthMin} characters; leave it out to be given one`);
}

/** Until when the secret before stays good, in seconds since 1970; Keycloak's own attribute for it. */
export function rotationEndOf(body: Json): number | undefined {
  const text = attributeOf(body, 'client.secret.rotated.expiration.time');
  return text === undefined || !/^\d{1,12}$/.test(text) ? undefined : Number(text);
}

/** Public keys of a client that signs its own assertions: the attribute `jwks.string`, as in Keycloak. */
export function jwksOf(body: Json): { keys: Json[] } | undefined {
  if (body['clientAuthenticatorType'] !== 'client-jwt') return undefined;
  const { keys } = parseObject(attributeOf(body, 'jwks.string') ?? '');
  if (
    !Array.isArray(keys) ||
    keys.length === 0 ||
    keys.some((key: Json) => 'd' in key || key['kty'] === 'oct')
  )
    throw bad('attributes["jwks.string"] must be a set of public keys');
  return { keys: keys as Json[] };
}

export function passwordOf(credential: unknown): string {
  const { type, value } = (credential ?? {}) as Json;
  if (
    type === 'password' &&
    typeof value === 'string' &&
    value.length >= passwordLengthMin &&
    value.length <= 256
  )
    return value;
  throw bad(`a credential must be {"type":"password","value"} with ${passwordLengthMin} to 256 characters`);
}

export function enabledOf(body: Json): boolean | undefined {
  const enabled = body['enabled'];
  if (enabled === undefined || typeof enabled === 'boolean') return enabled;
  throw bad('enabled must be true or false');
}

export function belongingOf(body: Json): Belonging {
  const tenantId = attributeOf(body, 'tenant_id');
  const environment = attributeOf(body, 'environment');
  if (environment !== undefined && environment !== 'sandbox' && environment !== 'live')
    throw bad('attributes.environment must be sandbox or live');
  return { ...(tenantId !== undefined && { tenantId }), ...(environment !== undefined && { environment }) };
}

/** Names of roles, from Keycloak's list of role objects. */
export function roleNames(text: string): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  const names = Array.isArray(parsed) ? parsed.map((role: Json | null) => role?.['name']) : [undefined];
  if (names.every(isRoleName)) return names;
  throw bad('the body must be a list of roles, each {"id","name"}');
}

/** A role exists in this realm as soon as somebody asks for it: which ones mean something is the platform's to say. */
export function isRoleName(name: unknown): name is string {
  return typeof name === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(name);
}

/** A client's attributes are texts, a person's are lists of texts. */
function attributeOf(body: Json, name: string): string | undefined {
  const attributes = (body['attributes'] ?? {}) as Json;
  const value = attributes[name];
  const text: unknown = Array.isArray(value) ? value[0] : value;
  if (text === undefined || typeof text === 'string') return text;
  throw bad(`attributes.${name} must be a text`);
}

function bad(errorMessage: string): RequestError {
  return new RequestError(400, { errorMessage });
}
