import { Fault } from '@fanxing/kernel';

/** The body of a GraphQL request. It has the text of the operation, or its hash, or both. */
export interface GraphqlBody {
  readonly query: string | undefined;
  readonly sha256: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

/** An operation of 2,000 words needs no more; what is longer is not even parsed. */
const queryCharactersMax = 50_000;
/** Levels of lists and objects. Whoever walks through them, does so by calling itself. */
const variablesDepthMax = 64;
const none = Object.freeze({});

/** Reads a request's body. Fails with QUERY_INVALID, whose path names what is wrong, or with QUERY_TOO_LARGE. */
export function readBody(body: unknown): GraphqlBody {
  if (body === null || typeof body !== 'object' || Array.isArray(body))
    throw invalid('the body must be one JSON object with "query"; batches are not taken.');
  const { query, variables, operationName, extensions } = body as Record<string, unknown>;
  const sha256 = hashIn(extensions);
  if (typeof query !== 'string' && !(sha256 !== undefined && isAbsent(query)))
    throw invalid('"query" must be text.', 'query');
  if (typeof query === 'string' && query.length > queryCharactersMax)
    throw new Fault('QUERY_TOO_LARGE', { what: 'characters', limit: queryCharactersMax });
  if (!isAbsent(variables) && !isObject(variables))
    throw invalid('"variables" must be an object.', 'variables');
  if (isObject(variables)) mustBeShallow(variables);
  if (!isAbsent(operationName) && typeof operationName !== 'string')
    throw invalid('"operationName" must be text.', 'operationName');
  return {
    query: typeof query === 'string' ? query : undefined,
    sha256,
    variables: isObject(variables) ? variables : none,
    operationName: typeof operationName === 'string' ? operationName : undefined,
  };
}

/** Level by level, since whatever calls itself is what this guards. Fails with QUERY_TOO_LARGE. */
function mustBeShallow(variables: Readonly<Record<string, unknown>>): void {
  let level: object[] = [variables];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > variablesDepthMax)
      throw new Fault('QUERY_TOO_LARGE', { what: 'levels of variables', limit: variablesDepthMax });
    const below: object[] = [];
    for (const parent of level)
      for (const value of Object.values(parent) as unknown[])
        if (typeof value === 'object' && value !== null) below.push(value);
    level = below;
  }
}

/** As Apollo's clients send it: `{"persistedQuery":{"version":1,"sha256Hash":"…"}}`. */
function hashIn(extensions: unknown): string | undefined {
  if (isAbsent(extensions)) return undefined;
  if (!isObject(extensions)) throw invalid('"extensions" must be an object.', 'extensions');
  const { persistedQuery } = extensions;
  if (isAbsent(persistedQuery)) return undefined;
  const { version, sha256Hash } = isObject(persistedQuery) ? persistedQuery : {};
  if (version === 1 && typeof sha256Hash === 'string' && /^[0-9a-f]{64}$/.test(sha256Hash)) return sha256Hash;
  throw invalid(
    '"persistedQuery" must be {"version":1,"sha256Hash":…} with 64 hexadecimal digits.',
    'extensions.persistedQuery',
  );
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(problem: string, path?: string): Fault {
  return new Fault('QUERY_INVALID', { problem }, path);
}
