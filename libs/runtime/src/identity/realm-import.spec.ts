import { readFileSync } from 'node:fs';
import path from 'node:path';
import { roles } from './index.js';

interface Realm {
  readonly accessTokenLifespan: number;
  readonly roles: { readonly realm: readonly { readonly name: string }[] };
  readonly clients: readonly {
    readonly clientId: string;
    readonly protocolMappers?: readonly { readonly name: string }[];
  }[];
  readonly components: Readonly<
    Record<string, readonly { readonly config: Readonly<Record<string, readonly string[]>> }[]>
  >;
}

const file = path.join(import.meta.dirname, '../../../../infra/keycloak/fanxing-realm.json');
const realm = JSON.parse(readFileSync(file, 'utf8')) as Realm;

describe('the realm for a real Keycloak', () => {
  it('has the roles that the platform knows, no more and no fewer', () => {
    expect(realm.roles.realm.map(({ name }) => name).sort()).toEqual([...roles].sort());
  });

  it('puts into a person’s token what the verifier asks for', () => {
    const mappers = realm.clients.find(({ clientId }) => clientId === 'fanxing-cli')?.protocolMappers;
    expect(mappers?.map(({ name }) => name).sort()).toEqual([
      'actor_kind',
      'audience',
      'environment',
      'tenant_id',
    ]);
    expect(realm.accessTokenLifespan).toBe(300);
  });

  it('lets nobody but administrators say which tenant a person belongs to', () => {
    const [component] = realm.components['org.keycloak.userprofile.UserProfileProvider'] ?? [];
    const profile = JSON.parse(component?.config['kc.user.profile.config']?.[0] ?? '{}') as {
      attributes: { name: string; permissions: { edit: string[] } }[];
    };
    const guarded = profile.attributes.filter(({ name }) => ['tenant_id', 'environment'].includes(name));
    expect(guarded.map(({ permissions }) => permissions.edit)).toEqual([['admin'], ['admin']]);
  });
});
