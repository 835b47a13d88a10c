import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import type { ApiError } from '../harness/caller.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';
import { rawRequest, type RawAnswer, type RawRequest } from './raw-request.fixture.js';
import { readToken, type TokenParts } from './tokens.fixture.js';

export const asksWho = '{ viewer { id roles } }';
export const json = { 'content-type': 'application/json' };

const codes =
  /^(UNAUTHENTICATED|FORBIDDEN|NOT_FOUND|BAD_USER_INPUT|CONFLICT|IDEMPOTENCY_CONFLICT|LIMIT_EXCEEDED|CONSENT_REQUIRED|RATE_LIMITED|QUERY_TOO_COMPLEX|UNAVAILABLE|INTERNAL)$/;

/** What only we should ever read: a stack, a file, a statement, a name of the database's. */
export const inner =
  /\bat .*:\d+:\d+|node_modules|\.[jt]s:\d|dist\/|SELECT |INSERT |UPDATE |pg_|fanxing_(owner|lending|risk|tenant)|constraint|relation "/;

/** The public door of a platform, and a bank's program that has a token for it. */
export class Door {
  private opened: { readonly bank: Tenant; readonly token: string } | undefined;

  constructor(readonly platform: RunningPlatform) {}

  async open(): Promise<void> {
    await this.platform.start();
    const bank = await aTenant(this.platform, 'north');
    this.opened = { bank, token: await bank.lender.authorization() };
  }

  get bank(): Tenant {
    return this.inside.bank;
  }

  /** As the Authorization header has it. */
  get token(): string {
    return this.inside.token;
  }

  get parts(): TokenParts {
    return readToken(this.token);
  }

  send(options: RawRequest): Promise<RawAnswer> {
    return rawRequest(this.platform.ready.urls.gateway, {
      ...options,
      headers: { ...json, ...options.headers },
    });
  }

  /** Sends a query with whatever authorization. */
  sendAs(authorization: string | undefined, query = asksWho): Promise<RawAnswer> {
    return this.send({
      headers: authorization === undefined ? {} : { authorization },
      body: JSON.stringify({ query }),
    });
  }

  private get inside(): { readonly bank: Tenant; readonly token: string } {
    if (!this.opened) throw new Error('the door was not opened');
    return this.opened;
  }
}

/** The one error of a refusal, after its shape has been looked at. */
export function errorIn({ text }: RawAnswer): ApiError {
  expect(text).not.toMatch(inner);
  expect(text).not.toContain(process.cwd());
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors: ApiError[] };
  expect(data ?? null).toBeNull();
  expect(errors).toHaveLength(1);
  const [error] = errors;
  if (!error) throw new Error('there is no error');
  expect(error.message).toMatch(/\S{2,}.*[.:]/);
  expect(error.extensions).toMatchObject({
    code: expect.stringMatching(codes),
    reason: expect.stringMatching(/^[A-Z_]+$/),
    details: expect.any(Object),
    messageZh: expect.stringMatching(/\p{Script=Han}/u),
  });
  expect(Object.keys(error)).toEqual(expect.not.arrayContaining(['stack', 'stacktrace', 'originalError']));
  return error;
}

export function reasonIn(answer: RawAnswer): [number, string, string] {
  const { code, reason } = errorIn(answer).extensions;
  return [answer.status, code, reason];
}
