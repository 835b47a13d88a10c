import type { RunningPlatform } from './running-platform.fixture.js';

/** What the token endpoint is asked with: a person's password or a program's secret. */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly clientId: string; readonly clientSecret: string };

export interface ApiError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly reason: string;
    readonly details: Readonly<Record<string, unknown>>;
    readonly path?: string;
  };
}

export interface Answer<Data> {
  readonly status: number;
  readonly data: Data | undefined;
  readonly errors: readonly ApiError[];
}

/** What an operation cost, as the answer says. */
export interface CostTold {
  readonly requested: number;
  readonly actual: number;
}

type Json = Record<string, unknown>;

/** A request was refused: what the API said. */
export class Refused extends Error {
  constructor(readonly error: ApiError) {
    super(`${error.extensions?.reason ?? 'no reason'}: ${error.message}`);
  }
}

const answerPatienceMs = 60_000;
const tokenLifeMs = 240_000;

/** Somebody who speaks to the gateway, as any program outside would. */
export class Caller {
  private token: { readonly text: Promise<string>; readonly since: number } | undefined;

  constructor(
    private readonly platform: RunningPlatform,
    readonly credentials: Credentials,
  ) {}

  async authorization(): Promise<string> {
    if (this.token && performance.now() - this.token.since > tokenLifeMs) this.token = undefined;
    this.token ??= { text: signIn(this.platform, this.credentials), since: performance.now() };
    return `Bearer ${await this.token.text}`;
  }

  /** Sends a document. Fails only when there is no answer at all. */
  async send<Data>(query: string, variables: Json = {}): Promise<Answer<Data>> {
    const authorization = await this.authorization();
    return post(this.platform.ready.urls.graphql, { query, variables }, { authorization });
  }

  /** Sends a document and answers what came of it with what it cost; undefined when it was refused before it had a price. */
  async priced(
    query: string,
    variables: Json,
  ): Promise<{ data: unknown; errors: readonly ApiError[]; cost: CostTold | undefined }> {
    const response = await fetch(this.platform.ready.urls.graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: await this.authorization() },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(answerPatienceMs),
    });
    const { data, errors, extensions } = (await response.json()) as {
      data?: unknown;
      errors?: ApiError[];
      extensions?: { cost?: CostTold };
    };
    return { data, errors: errors ?? [], cost: extensions?.cost };
  }

  /** Answers the data. Fails with {@link Refused} when the API reports any error. */
  async ask<Data>(query: string, variables: Json = {}): Promise<Data> {
    const { data, errors } = await this.send<Data>(query, variables);
    const [error] = errors;
    if (error) throw new Refused(error);
    return data as Data;
  }

  /** Calls one mutation, whose input type is named after it. */
  async do<Result>(mutation: string, input: Json, selection: string): Promise<Result> {
    const data = await this.ask<Record<string, Result>>(mutationText(mutation, selection), { input });
    return data[mutation] as Result;
  }

  /** Calls a mutation that must be refused and answers the refusal. Fails when it is not. */
  async refusalOf(mutation: string, input: Json, selection = '__typename'): Promise<ApiError> {
    const { data, errors } = await this.send(mutationText(mutation, selection), { input });
    const [error] = errors;
    if (!error) throw new Error(`${mutation} was not refused: ${JSON.stringify(data)}`);
    return error;
  }
}

export function mutationText(mutation: string, selection: string): string {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} } }`;
}

/** One request to the gateway as it is, with whatever body and headers. */
export async function post<Data>(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<Data>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(answerPatienceMs),
  });
  const answer = (await response.json()) as { data?: Data; errors?: ApiError[] };
  return { status: response.status, data: answer.data, errors: answer.errors ?? [] };
}

async function signIn(platform: RunningPlatform, credentials: Credentials): Promise<string> {
  const form =
    'username' in credentials
      ? { grant_type: 'password', client_id: 'fanxing-cli', ...credentials }
      : {
          grant_type: 'client_credentials',
          client_id: credentials.clientId,
          client_secret: credentials.clientSecret,
        };
  const response = await fetch(`${platform.ready.urls.issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(answerPatienceMs),
  });
  const answer = (await response.json()) as { access_token?: string };
  if (answer.access_token === undefined) throw new Error(`signing in failed: ${JSON.stringify(answer)}`);
  return answer.access_token;
}
