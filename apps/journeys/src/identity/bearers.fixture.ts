import { post, type ApiError } from '../harness/caller.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';

type Json = Record<string, unknown>;

export const who = '{ viewer { id roles environment } }';

/** What a platform says to bearers of whatever kind, and how one asks it for a token. */
export function bearersOf(platform: RunningPlatform) {
  async function send<Data>(authorization: string, query: string, variables: Json = {}) {
    return post<Data>(platform.ready.urls.graphql, { query, variables }, { authorization });
  }

  /** Why a bearer is refused; undefined while it is let in. */
  async function refused(
    authorization: string,
    query = who,
    variables: Json = {},
  ): Promise<string | undefined> {
    const { errors } = await send(authorization, query, variables);
    const [error] = errors as readonly (ApiError | undefined)[];
    return error?.extensions.reason;
  }

  /** How long a bearer that was good is still let in. */
  async function letInFor(authorization: string): Promise<number> {
    const since = performance.now();
    expect(await eventually(5_000, () => refused(authorization))).toBe('TOKEN_INVALID');
    return performance.now() - since;
  }

  async function tokenFrom(form: Record<string, string>): Promise<{ access_token?: string; error?: string }> {
    const response = await fetch(`${platform.ready.urls.issuer}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    return (await response.json()) as { access_token?: string; error?: string };
  }

  return { send, refused, letInFor, tokenFrom };
}
