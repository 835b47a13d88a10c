import './silence-runtime-warning.js';
import { errors, type Context, type Provider, type ResourceServerInfo } from 'oidc-provider';
import type { RealmUser } from './realm-store.js';
import type { SignIns } from './sign-in.js';

interface Parts {
  readonly provider: Provider;
  readonly signIns: SignIns;
  readonly resource: string;
  readonly resourceServer: ResourceServerInfo;
}

/**
 * Keycloak's direct access grant: a person's name and password for a token. It gives no refresh token; a program
 * that holds the password asks again.
 */
export function registerPasswordGrant(parts: Parts): void {
  const { provider } = parts;
  const handler = async (context: Context): Promise<void> => {
    const { client, params, requestParamScopes } = context.oidc;
    const user = await parts.signIns.signIn(context.req, params['username'], params['password']);
    if (!user) throw new errors.InvalidGrant('invalid user credentials');
    const scope = ['openid', 'profile', 'email'].filter((each) => requestParamScopes.has(each)).join(' ');
    const token = new provider.AccessToken({ client, accountId: user.id, gty: 'password' });
    token.resourceServer = new parts.provider.ResourceServer(parts.resource, parts.resourceServer);
    token.scope = scope || undefined;
    context.oidc.entity('AccessToken', token);
    context.body = {
      access_token: await token.save(),
      expires_in: token.expiration,
      token_type: 'Bearer',
      scope: scope || 'profile email',
      ...(requestParamScopes.has('openid') && { id_token: await idToken(provider, context, user) }),
    };
  };
  provider.registerGrantType('password', handler, ['username', 'password', 'scope'], []);
}

async function idToken(provider: Provider, context: Context, user: RealmUser): Promise<string> {
  const claims = { sub: user.id, preferred_username: user.username };
  const token = new provider.IdToken(claims, { ctx: context });
  token.scope = 'openid profile';
  token.set('typ', 'ID');
  token.set('azp', context.oidc.client.clientId);
  return token.issue({ use: 'idtoken' });
}
