import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError, codeOf } from '../cli-error.js';
import { dataFolderOf, readPlatformFile, type FolderOptions, type PlatformFile } from '../platform-folder.js';

export interface OperatorOptions extends FolderOptions {
  /** Which of the platform's operators signs in. */
  readonly as: string;
  /** A file with an access token, where the operators are a Keycloak's. */
  readonly tokenFile?: string;
  readonly json?: boolean;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { message: string; extensions?: { reason?: string; details?: object } }[];
}

/** A running platform, and the token of whoever speaks to it. */
export interface Door {
  readonly gateway: string;
  readonly token: string;
}

/** Asks a running platform something as one of its operators. Fails with the API's own reason code. */
export async function askAsOperator<Data>(
  options: OperatorOptions,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Data> {
  return askAt(await openDoor(options), query, variables);
}

/** Finds the platform that has run in the data folder, and signs in. */
export async function openDoor(options: OperatorOptions): Promise<Door> {
  const folder = dataFolderOf(options);
  const platform = await readPlatformFile(folder);
  const gateway = platform?.urls?.gateway;
  if (!platform || gateway === undefined)
    throw new CliError(
      1,
      'NO_PLATFORM',
      'no platform has run here',
      join(folder, 'platform.json'),
      'start it, or name the data folder with --data-dir',
    );
  const token =
    options.tokenFile === undefined ? await signIn(platform, options.as) : await tokenIn(options.tokenFile);
  return { gateway, token };
}

export async function askAt<Data>(
  { gateway, token }: Door,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Data> {
  const body = JSON.stringify({ query, variables });
  const { data, errors } = await post<Answer>(`${gateway}/graphql`, body, {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
  });
  const [error] = errors ?? [];
  if (!error) return data as Data;
  const { reason = 'REFUSED', details = {} } = error.extensions ?? {};
  throw new CliError(1, reason, error.message, 'the platform', 'docs/errors.md says more', { ...details });
}

async function signIn({ urls, users }: PlatformFile, username: string): Promise<string> {
  const user = users?.find((each) => each.username === username);
  if (!user || urls?.issuer === undefined)
    throw new CliError(
      1,
      'NO_SIGN_IN',
      `the platform names no operator ${username}`,
      'platform.json',
      'use --as operator or --as reviewer, or give a token with --token-file',
    );
  const form = new URLSearchParams({ grant_type: 'password', client_id: 'fanxing-cli', ...user });
  const answer = await post<{ access_token?: string }>(
    `${urls.issuer}/protocol/openid-connect/token`,
    form.toString(),
    { 'content-type': 'application/x-www-form-urlencoded' },
  );
  if (answer.access_token !== undefined) return answer.access_token;
  throw new CliError(
    1,
    'SIGN_IN_REFUSED',
    `${username} can not sign in`,
    urls.issuer,
    'see who may: platform.json',
  );
}

async function tokenIn(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new CliError(3, 'TOKEN_FILE', `it can not be read (${codeOf(error)})`, file, 'name another file');
  }
}

async function post<Result>(url: string, body: string, headers: Record<string, string>): Promise<Result> {
  try {
    const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(60_000) });
    return (await response.json()) as Result;
  } catch (error) {
    const how = 'see whether it runs: npx fanxing doctor';
    throw new CliError(
      1,
      'NO_ANSWER',
      `the platform does not answer (${codeOf(error)})`,
      new URL(url).host,
      how,
    );
  }
}
