import { DemoError } from './demo-error.js';
import { post } from './post.js';

/** Speaks to the gateway in somebody's name. */
export interface Api {
  /** Sends one operation and answers its data. Throws a {@link DemoError} with what the API said. */
  send<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
}

/** What the token endpoint is asked with: a person's password or a program's secret. */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly clientId: string; readonly clientSecret: string };

interface ApiError {
  readonly message: string;
  readonly extensions?: { readonly reason?: string; readonly path?: string };
}

interface Token {
  readonly text: string;
  readonly renewAtMs: number;
}

const renewBeforeEndMs = 30_000;

/** Signs in, and again before the token ends. */
export function connect(
  urls: { readonly graphql: string; readonly issuer: string },
  credentials: Credentials,
): Api {
  let token: Promise<Token> | undefined;
  const authorization = async (): Promise<string> => {
    if (token && performance.now() > (await token).renewAtMs) token = undefined;
    token ??= signIn(urls.issuer, credentials);
    return `Bearer ${(await token).text}`;
  };
  return {
    async send<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
      const headers = { 'content-type': 'application/json', authorization: await authorization() };
      const answer = await post(urls.graphql, headers, JSON.stringify({ query, variables })).catch(
        unreachable,
      );
      const { data, errors } = answer.body as { data?: Data; errors?: ApiError[] };
      const [error] = errors ?? [];
      if (error) throw new DemoError(saidBy(error), error.extensions?.reason);
      return data as Data;
    },
  };
}

async function signIn(issuer: string, credentials: Credentials): Promise<Token> {
  const form =
    'username' in credentials
      ? {
          grant_type: 'password',
          client_id: 'fanxing-cli',
          username: credentials.username,
          password: credentials.password,
        }
      : {
          grant_type: 'client_credentials',
          client_id: credentials.clientId,
          client_secret: credentials.clientSecret,
        };
  const { status, body } = await post(
    `${issuer}/protocol/openid-connect/token`,
    { 'content-type': 'application/x-www-form-urlencoded' },
    new URLSearchParams(form).toString(),
  ).catch(unreachable);
  const answer = body as { access_token?: string; expires_in?: number; error_description?: string };
  if (!answer.access_token) throw new DemoError(`signing in failed: ${answer.error_description ?? status}`);
  return {
    text: answer.access_token,
    renewAtMs: performance.now() + (answer.expires_in ?? 60) * 1_000 - renewBeforeEndMs,
  };
}

function saidBy({ message, extensions }: ApiError): string {
  return extensions?.path === undefined ? message : `${message} (${extensions.path})`;
}

function unreachable(): never {
  throw new DemoError(
    'the platform does not answer any more: read its own words above; "npm start" on the same data folder goes on',
  );
}
