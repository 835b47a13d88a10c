import { reasonIn, type Door } from './door.fixture.js';
import {
  issuersKey,
  signed,
  signedWithThePublicKey,
  strangersKey,
  unsigned,
  type TokenParts,
} from './tokens.fixture.js';

/** Every way not to be let in. */
export function tokens(door: Door): void {
  const nowSeconds = (): number => Math.floor(Date.now() / 1000);
  const claims = (change: Record<string, unknown>): TokenParts => ({
    ...door.parts,
    claims: { ...door.parts.claims, ...change },
  });
  const header = (change: Record<string, unknown>): TokenParts => ({
    ...door.parts,
    header: { ...door.parts.header, ...change },
  });

  describe('whoever has no good token', () => {
    it('is let in with one that is signed as the issuer signs', async () => {
      const answer = await door.sendAs(
        signed(
          claims({ jti: 'made-by-the-test', iat: nowSeconds(), exp: nowSeconds() + 60 }),
          issuersKey(door.platform),
        ),
      );
      expect(JSON.parse(answer.text)).toMatchObject({
        data: { viewer: { id: door.bank.clientId, roles: ['lender'] } },
      });
    });

    it.each<[string, () => string | undefined, string]>([
      ['none at all', () => undefined, 'TOKEN_MISSING'],
      ['an empty one', () => 'Bearer ', 'TOKEN_MISSING'],
      ['another scheme', () => 'Basic b3BlcmF0b3I6b3BlcmF0b3I=', 'TOKEN_MISSING'],
      ['text that is no token', () => 'Bearer let-me-in', 'TOKEN_INVALID'],
      ['a token of 15,000 characters', () => `Bearer ${'a'.repeat(15_000)}`, 'TOKEN_INVALID'],
      [
        'one that has ended',
        () => signed(claims({ iat: nowSeconds() - 600, exp: nowSeconds() - 300 }), issuersKey(door.platform)),
        'TOKEN_EXPIRED',
      ],
      [
        'one that ended a second ago',
        () => signed(claims({ iat: nowSeconds() - 300, exp: nowSeconds() - 1 }), issuersKey(door.platform)),
        'TOKEN_EXPIRED',
      ],
      [
        'one that begins tomorrow',
        () =>
          signed(
            claims({ nbf: nowSeconds() + 86_400, exp: nowSeconds() + 90_000 }),
            issuersKey(door.platform),
          ),
        'TOKEN_INVALID',
      ],
      [
        'one without an end',
        () => signed(claims({ exp: undefined }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      [
        'one of another issuer',
        () => signed(claims({ iss: 'https://elsewhere.example/realms/fanxing' }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      [
        'one for another audience',
        () => signed(claims({ aud: 'account' }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      ['an id token', () => signed(claims({ typ: 'ID' }), issuersKey(door.platform)), 'TOKEN_INVALID'],
      [
        "one signed by a stranger under the issuer's key id",
        () => signed(door.parts, strangersKey()),
        'TOKEN_INVALID',
      ],
      [
        'one under a key id that nobody has',
        () => signed(header({ kid: 'nobody' }), strangersKey()),
        'TOKEN_INVALID',
      ],
      [
        'one that names its own key',
        () => signed(header({ jku: 'http://127.0.0.1:1/keys' }), strangersKey()),
        'TOKEN_INVALID',
      ],
      ['one without a signature', () => unsigned(door.parts), 'TOKEN_INVALID'],
      [
        'one signed with the public key as a secret',
        () => signedWithThePublicKey(door.parts, issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      ['one whose claims were changed afterwards', () => tampered(), 'TOKEN_INVALID'],
      [
        'one without a tenant',
        () => signed(claims({ tenant_id: undefined }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      [
        'one for an environment that is none',
        () => signed(claims({ environment: 'production' }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      [
        'one of a sandbox account that says it is for live',
        () => signed(claims({ environment: 'live' }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      [
        'one of an account that says it is of another tenant',
        () => signed(claims({ tenant_id: 'tenant_01jd0000000000000000000000' }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      [
        'one of a program that the tenant never made',
        () => signed(claims({ client_id: 'client_01jd0000000000000000000000' }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      [
        'one of a program that says it is a person',
        () =>
          signed(
            claims({ actor_kind: 'person', client_id: undefined, preferred_username: 'nobody@north' }),
            issuersKey(door.platform),
          ),
        'TOKEN_INVALID',
      ],
      [
        'one that lasts for two days',
        () => signed(claims({ exp: nowSeconds() + 172_800 }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      [
        'one that does not say when it was made',
        () => signed(claims({ iat: undefined }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      [
        'one without an id',
        () => signed(claims({ jti: undefined }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      [
        'a refresh token',
        () => signed(claims({ typ: 'Refresh' }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ],
      ['a logout token', () => signed(claims({ typ: 'Logout' }), issuersKey(door.platform)), 'TOKEN_INVALID'],
      [
        'one of another realm of the same issuer',
        () =>
          signed(
            claims({ iss: `${door.platform.ready.urls.gateway}/realms/master` }),
            issuersKey(door.platform),
          ),
        'TOKEN_INVALID',
      ],
      ...['RS384', 'RS512', 'PS256', 'ES256', 'EdDSA', 'none', 'None', 'HS256', ''].map(
        (alg): [string, () => string, string] => [
          `one whose header says ${alg || 'no algorithm'}`,
          () => signed(header({ alg }), issuersKey(door.platform)),
          'TOKEN_INVALID',
        ],
      ),
      ...(
        [
          ['x5u', 'http://127.0.0.1:1/x'],
          ['x5c', ['AA']],
          ['jwk', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }],
          ['crit', ['exp']],
          ['kid', '../../../../dev/null'],
          ['kid', "' OR 1=1 --"],
          ['kid', ['a list']],
        ] as const
      ).map(([name, value]): [string, () => string, string] => [
        `one with ${name} ${JSON.stringify(value)} in its header`,
        () => signed(header({ [name]: value }), issuersKey(door.platform)),
        'TOKEN_INVALID',
      ]),
      [
        'a key of the sandbox that nobody made',
        () => `Bearer fxk_s${'0'.repeat(26)}_${'A'.repeat(43)}`,
        'TOKEN_INVALID',
      ],
      [
        'an operator’s access that nobody opened',
        () => `Bearer fxb_l${'0'.repeat(26)}_${'A'.repeat(43)}`,
        'TOKEN_INVALID',
      ],
    ])('is refused with %s', async (_, authorization, reason) => {
      expect(reasonIn(await door.sendAs(authorization()))).toEqual([401, 'UNAUTHENTICATED', reason]);
    });

    it('is refused after the secret that gave the token was changed, when asking for another', async () => {
      const { client } = await door.bank.owner.do<{ client: { clientId: string }; clientSecret: string }>(
        'createClient',
        { idempotencyKey: 'leaver', name: 'Leaver', roles: ['lender'] },
        'client { clientId } clientSecret',
      );
      await door.bank.owner.do('rotateClientSecret', { clientId: client.clientId }, 'clientSecret');
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client.clientId,
        client_secret: 'the old one',
      });
      const response = await fetch(`${door.platform.ready.urls.issuer}/protocol/openid-connect/token`, {
        method: 'POST',
        body: form,
      });
      expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
        401,
        'invalid_client',
      ]);
    });

    function tampered(): string {
      const [head = '', , signature = ''] = door.token.split('.');
      const content = { ...door.parts.claims, realm_access: { roles: ['platform-operator', 'owner'] } };
      return `${head}.${Buffer.from(JSON.stringify(content)).toString('base64url')}.${signature}`;
    }
  });
}
