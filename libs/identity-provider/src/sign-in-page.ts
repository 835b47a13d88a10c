import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { readBody, RequestError } from './http.js';
import type { SignIns } from './sign-in.js';

/** Below the issuer; then the sign-in's id. */
export const signInPath = '/sign-in';

interface Parts {
  readonly provider: Provider;
  readonly signIns: SignIns;
}

/**
 * The page on which a person signs in. It belongs to the browser that was sent here: the sign-in is known by a cookie that
 * scripts and other sites can not use.
 */
export async function answerSignIn(
  { provider, signIns }: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'POST')
    throw new RequestError(405, { error: 'invalid_request' });
  await mustBeUnderWay(provider, request, response);
  if (request.method === 'GET') return sendPage(response, 200, false);
  const form = new URLSearchParams(await readBody(request));
  const [username, password] = [form.get('username') ?? '', form.get('password') ?? ''];
  const user = await signIns.signIn(request, username, password).catch(mustBeBusy);
  if (!user) return sendPage(response, 200, true);
  const login = { accountId: user.id };
  await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

/** Fails with 503 where too many sign in from one address. */
function mustBeBusy(error: unknown): never {
  if (!(error instanceof errors.TemporarilyUnavailable)) throw error;
  throw new RequestError(503, { error: 'temporarily_unavailable' });
}

/** Fails with 400 for a sign-in that has ended, or was begun in another browser. */
async function mustBeUnderWay(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const asked = pathname.slice(pathname.lastIndexOf('/') + 1);
  const found = await provider.interactionDetails(request, response).catch(() => undefined);
  if (found?.uid !== asked || found.prompt.name !== 'login')
    throw new RequestError(400, { error: 'invalid_request', error_description: 'begin the sign-in again' });
}

function sendPage(response: ServerResponse, status: number, wasWrong: boolean): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // The answer to the form leads to the portal, on the same origin.
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  });
  response.end(page(wasWrong));
}

function page(wasWrong: boolean): string {
  const wrong = wasWrong
    ? '<p role="alert">用户名或密码不正确，或因多次错误已暂时关闭。<br>Wrong name or password, or closed for a while after too many wrong ones.</p>'
    : '';
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>凡星 · 登录 Sign in</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 10vh auto; max-width: 22rem; padding: 0 1rem; color: #1f2328 }
  label { display: block; margin-top: 1rem }
  input { box-sizing: border-box; width: 100%; padding: .5rem; font: inherit; border: 1px solid #8c959f; border-radius: 6px }
  button { margin-top: 1.5rem; width: 100%; padding: .6rem; font: inherit; color: #fff; background: #0b5cad; border: 0; border-radius: 6px }
  [role=alert] { color: #b42318 }
</style>
<h1>凡星 FanXing</h1>
${wrong}
<form method="post" action="" autocomplete="on">
  <label>用户名 Username<input name="username" autocomplete="username" autocapitalize="none" required autofocus></label>
  <label>密码 Password<input name="password" type="password" autocomplete="current-password" required></label>
  <button type="submit">登录 Sign in</button>
</form>
</html>`;
}
