import { Fault, toEpochMs, type Clock } from '@fanxing/kernel';

export interface KeycloakConnectionOptions {
  /** Of Keycloak or the embedded provider, reached from here: `http://127.0.0.1:8080`. */
  readonly serverUrl: string;
  /** `fanxing` */
  readonly realm?: string;
  /** A client that may manage clients and people; `fanxing-provisioning`. */
  readonly clientId?: string;
  readonly clientSecret: string;
  readonly clock: Clock;
}

export interface KeycloakAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The last part of the address of what was made. */
  readonly madeId: string;
}

const timeoutMs = 10_000;
/** A token is replaced this long before its end, so that it does not end on the way. */
const marginMs = 10_000;

/** Speaks to the admin API of one realm, signed in as a client. */
export class KeycloakConnection {
  readonly #admin: string;
  readonly #tokenAddress: string;
  #token: { readonly text: string; readonly endsMs: number } | undefined;

  constructor(private readonly options: KeycloakConnectionOptions) {
    const { serverUrl, realm = 'fanxing' } = options;
    this.#admin = `${serverUrl}/admin/realms/${realm}`;
    this.#tokenAddress = `${serverUrl}/realms/${realm}/protocol/openid-connect/token`;
  }

  /**
   * Fails with SERVICE_UNAVAILABLE if there is no answer, no access or a failure over there, and for any status from
   * 400 on that is not `tolerated`; with INPUT_INVALID on 400.
   */
  async send(method: string, path: string, body?: unknown, tolerated?: number): Promise<KeycloakAnswer> {
    const answer = await this.#attempt(method, path, body);
    if (answer.status !== 401) return accepted(answer, tolerated);
    // The server may have been set up anew since the token was made.
    this.#token = undefined;
    return accepted(await this.#attempt(method, path, body), tolerated);
  }

  async #attempt(method: string, path: string, body: unknown): Promise<KeycloakAnswer> {
    const headers = {
      authorization: `Bearer ${await this.#accessToken()}`,
      'content-type': 'application/json',
    };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return request(this.#admin + path, init);
  }

  async #accessToken(): Promise<string> {
    const nowMs = toEpochMs(this.options.clock.now());
    if (this.#token && this.#token.endsMs - marginMs > nowMs) return this.#token.text;
    const { clientId = 'fanxing-provisioning', clientSecret } = this.options;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const { body } = await request(this.#tokenAddress, { method: 'POST', body: new URLSearchParams(form) });
    const { access_token, expires_in } = (body ?? {}) as { access_token?: unknown; expires_in?: unknown };
    if (typeof access_token !== 'string') throw unavailable();
    this.#token = { text: access_token, endsMs: nowMs + Number(expires_in) * 1000 };
    return access_token;
  }
}

async function request(address: string, init: RequestInit): Promise<KeycloakAnswer> {
  try {
    const response = await fetch(address, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const madeId = response.headers.get('location')?.split('/').at(-1) ?? '';
    return { status: response.status, body: text ? JSON.parse(text) : undefined, madeId };
  } catch {
    throw unavailable();
  }
}

function accepted(answer: KeycloakAnswer, tolerated: number | undefined): KeycloakAnswer {
  if (answer.status === 400) {
    const { errorMessage } = (answer.body ?? {}) as { errorMessage?: unknown };
    throw new Fault('INPUT_INVALID', { problem: String(errorMessage ?? 'the identity service refuses it') });
  }
  if (answer.status < 400 || answer.status === tolerated) return answer;
  throw unavailable();
}

function unavailable(): Fault {
  return new Fault('SERVICE_UNAVAILABLE', { service: 'identity' });
}
