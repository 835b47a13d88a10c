import { decodeJwt } from 'jose';
import { Browser, newProof } from './browser.fixture.js';
import type { KeycloakAdmin } from './keycloak-admin.js';
import type { TokenVerifier } from './token-verifier.js';

type Form = Record<string, string>;
interface Tokens {
  readonly status: number;
  readonly access_token?: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
}

interface Parts {
  readonly serverUrl: string;
  readonly issuer: string;
  /** Where the realm lets the portal be. */
  readonly portalOrigin: string;
  readonly admin: KeycloakAdmin;
  readonly verifier: TokenVerifier;
}

interface Person {
  readonly username: string;
  readonly password: string;
}

/** How people sign in to the portal: the authorization code with PKCE, told of whichever realm it is given. */
export function portalSignIn(parts: () => Parts, aPerson: () => Promise<Person>): void {
  const back = () => `${parts().portalOrigin}/signed-in`;
  const endpoint = (name: string) => `${parts().issuer}/protocol/openid-connect/${name}`;
  const toServer = (address: string) => {
    const { issuer, serverUrl } = parts();
    return address.replace(new URL(issuer).origin, serverUrl);
  };
  const aBrowser = () => new Browser(toServer);

  const authorization = (challenge: string, change: Form = {}): string =>
    `${endpoint('auth')}?${new URLSearchParams({
      client_id: 'fanxing-portal',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: back(),
      state: 'kept by the portal',
      nonce: 'n-1',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...change,
    })}`;

  const ask = async (form: Form): Promise<Tokens> => {
    const response = await fetch(toServer(endpoint('token')), {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'fanxing-portal', ...form }),
    });
    return { ...((await response.json()) as Omit<Tokens, 'status'>), status: response.status };
  };

  async function aCode(
    person: Person,
    browser = aBrowser(),
  ): Promise<{ code: string; code_verifier: string }> {
    const { verifier, challenge } = newProof();
    const address = await browser.signIn(authorization(challenge), back(), person);
    expect(address?.searchParams.get('state')).toBe('kept by the portal');
    return { code: address?.searchParams.get('code') ?? '', code_verifier: verifier };
  }

  const exchange = (of: Form) => ask({ grant_type: 'authorization_code', redirect_uri: back(), ...of });
  const refresh = (refresh_token = '') => ask({ grant_type: 'refresh_token', refresh_token });
  const given = async (answer: Promise<Tokens>) => {
    const { status, access_token, refresh_token } = await answer;
    return access_token === undefined && refresh_token === undefined && status >= 400 && status < 500
      ? 'nothing'
      : 'tokens';
  };
  const accepted = async (token: string | undefined) =>
    parts()
      .verifier.verify(`Bearer ${token}`)
      .then(
        () => 'good',
        (error: { reason: string }) => error.reason,
      );

  describe('a person at the portal', () => {
    it('signs in on a page, and gets a token in their own name for the API and none for anybody else', async () => {
      const person = await aPerson();
      const { status, access_token, id_token, refresh_token } = await exchange(await aCode(person));
      expect(status).toBe(200);
      expect(await parts().verifier.verify(`Bearer ${access_token}`)).toMatchObject({
        actor: { kind: 'person', id: person.username },
        environment: 'live',
      });
      expect(decodeJwt(String(id_token))).toMatchObject({ aud: 'fanxing-portal', nonce: 'n-1' });
      for (const other of [id_token, refresh_token]) expect(await accepted(other)).toBe('TOKEN_INVALID');
    });

    it('gets nothing for a wrong password, and stays on the page', async () => {
      const { username } = await aPerson();
      const { challenge } = newProof();
      expect(
        await aBrowser().signIn(authorization(challenge), back(), { username, password: 'wrong, I fear' }),
      ).toBeUndefined();
    });

    it('is not asked again by the same browser, until their sessions were ended', async () => {
      const person = await aPerson();
      const browser = aBrowser();
      await aCode(person, browser);
      const { challenge } = newProof();
      expect((await browser.signIn(authorization(challenge), back()))?.searchParams.get('code')).toBeTruthy();
      await parts().admin.endSessions(person.username);
      expect(await browser.signIn(authorization(challenge), back())).toBeUndefined();
    });
  });

  describe('a code is good', () => {
    it('once: whoever shows it again gets nothing, and its refresh token is void', async () => {
      const of = await aCode(await aPerson());
      const first = await exchange(of);
      expect(first.status).toBe(200);
      expect(await given(exchange(of))).toBe('nothing');
      expect(await given(refresh(first.refresh_token))).toBe('nothing');
    });

    it('once, also when it is shown many times at once', async () => {
      const of = await aCode(await aPerson());
      const all = await Promise.all(Array.from({ length: 8 }, () => given(exchange(of))));
      expect(all.filter((each) => each === 'tokens').length).toBeLessThanOrEqual(1);
    });

    it.each<[string, (of: Form) => Form]>([
      ['with another proof', (of) => ({ ...of, code_verifier: newProof().verifier })],
      ['with the challenge as proof', (of) => ({ ...of, code_verifier: 'a'.repeat(43) })],
      ['without a proof', ({ code_verifier: _, ...of }) => of],
      ['with an empty proof', (of) => ({ ...of, code_verifier: '' })],
      ['for another address', (of) => ({ ...of, redirect_uri: `${back()}/more` })],
      ['without an address', (of) => ({ ...of, redirect_uri: '' })],
      ['for another client', (of) => ({ ...of, client_id: 'fanxing-cli' })],
      ['cut short', (of) => ({ ...of, code: String(of['code']).slice(0, -2) })],
    ])('for nothing %s', async (_, change) => {
      const of = await aCode(await aPerson());
      expect(await given(exchange(change(of)))).toBe('nothing');
    });
  });

  describe('nobody is sent', () => {
    it.each<[string, (back: string) => string]>([
      ['to a page below', (uri) => `${uri}/more`],
      ['to a page beside', (uri) => uri.replace('signed-in', 'signed-in.evil.example')],
      ['up and down', (uri) => `${uri}/../signed-in`],
      ['with a query', (uri) => `${uri}?next=https://evil.example`],
      ['with a name before the host', (uri) => uri.replace('://', '://evil.example@')],
      ['to another port', (uri) => uri.replace(/(:\d+)?\/signed-in/, ':1/signed-in')],
      ['to another scheme', () => 'javascript:alert(1)//signed-in'],
      ['to a stranger', () => 'https://evil.example/signed-in'],
    ])('%s', async (_, change) => {
      const { challenge } = newProof();
      const response = await aBrowser().request(authorization(challenge, { redirect_uri: change(back()) }));
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get('location')).toBeNull();
    });

    it.each<[string, Form]>([
      ['without PKCE', { code_challenge: '', code_challenge_method: '' }],
      ['with plain PKCE', { code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' }],
      ['for a token at once', { response_type: 'token' }],
      ['for an id token at once', { response_type: 'code id_token' }],
    ])('with a code %s', async (_, change) => {
      const person = await aPerson();
      const { challenge } = newProof();
      const address = await aBrowser().signIn(authorization(challenge, change), back(), person);
      const text = `${address?.search ?? ''}${address?.hash ?? ''}`;
      expect(text).not.toMatch(/[?&#](code|access_token|id_token)=/);
    });
  });

  describe('a refresh token', () => {
    it('is good once: used again, it gives nothing', async () => {
      const { refresh_token: first } = await exchange(await aCode(await aPerson()));
      const second = await refresh(first);
      expect(await accepted(second.access_token)).toBe('good');
      expect(await given(refresh(first))).toBe('nothing');
    });

    it('is nobody else’s', async () => {
      const { refresh_token = '' } = await exchange(await aCode(await aPerson()));
      const form = { grant_type: 'refresh_token', refresh_token, client_id: 'fanxing-cli' };
      expect(await given(ask(form))).toBe('nothing');
    });

    it.each<[string, (admin: KeycloakAdmin, username: string) => Promise<void>]>([
      ['the account is closed', (admin, username) => admin.setUserEnabled(username, false)],
      ['the password is reset', (admin, username) => admin.resetPassword(username, 'another good one')],
      ['the sessions are ended', (admin, username) => admin.endSessions(username)],
    ])('is void when %s', async (_, end) => {
      const person = await aPerson();
      const { refresh_token } = await exchange(await aCode(person));
      await end(parts().admin, person.username);
      expect(await given(refresh(refresh_token))).toBe('nothing');
    });
  });
}
