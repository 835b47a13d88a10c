type Form = Record<string, string>;

/** Nobody gets a token by a flow that no client has, and nobody is sent elsewhere by asking for one. */
export function noOtherWay(serverUrl: () => string): void {
  describe('no other way leads to a token', () => {
    const authorization = async (query: Form): Promise<Response> =>
      fetch(`${serverUrl()}/realms/fanxing/protocol/openid-connect/auth?${new URLSearchParams(query)}`, {
        redirect: 'manual',
      });

    it.each<[string, Form]>([
      ['implicitly', { response_type: 'token' }],
      ['implicitly, as an id token', { response_type: 'id_token', nonce: 'n' }],
      ['by a code without PKCE', { response_type: 'code' }],
      [
        'by a code with plain PKCE',
        { response_type: 'code', code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' },
      ],
    ])('%s, and nobody is sent to a page of a stranger’s', async (_, query) => {
      for (const redirect_uri of [
        'https://evil.example/',
        'http://127.0.0.1:1/callback',
        '//evil.example',
        'javascript:alert(1)',
      ]) {
        const response = await authorization({
          client_id: 'fanxing-cli',
          scope: 'openid',
          redirect_uri,
          ...query,
        });
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.headers.get('location') ?? '').not.toContain('evil');
      }
    });

    it.each<[string, Form]>([
      [
        'a made-up code',
        { grant_type: 'authorization_code', code: 'made.up.code', redirect_uri: 'http://x/' },
      ],
      ['a made-up refresh token', { grant_type: 'refresh_token', refresh_token: 'made.up.token' }],
      [
        'somebody else’s token in exchange',
        { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', subject_token: 'x' },
      ],
      ['a device', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'x' }],
    ])('by %s', async (_, form) => {
      const response = await fetch(`${serverUrl()}/realms/fanxing/protocol/openid-connect/token`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'fanxing-cli', ...form }),
      });
      const { access_token } = (await response.json()) as { access_token?: string };
      expect([access_token, response.status]).toEqual([undefined, 400]);
    });
  });
}
