import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { readJson, writeDurably } from './durable-file.js';

/** Whose work a client or a person does; both are empty for the platform's own clients. */
export interface Belonging {
  readonly tenantId?: string;
  readonly environment?: string;
}

/** A program with its own credentials. */
export interface RealmClient extends Belonging {
  /** Keycloak's internal id. `clientId` is what the program calls itself. */
  readonly id: string;
  readonly clientId: string;
  readonly name?: string;
  readonly enabled: boolean;
  readonly grants: readonly ('client_credentials' | 'password' | 'authorization_code' | 'refresh_token')[];
  /** Where a person's browser may be sent back to, for a client in which people sign in by a page. */
  readonly redirectUris?: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly secretHash?: string;
  /** The secret before it, until its end (in seconds since 1970): while a rotation overlaps. */
  readonly rotated?: { readonly secretHash: string; readonly ends: number } | undefined;
  /** Public keys, for a client that signs its own assertions instead of sending a secret. */
  readonly jwks?: { readonly keys: readonly Record<string, unknown>[] };
  /** The `sub` of its tokens: in Keycloak each client has a user that stands for it. */
  readonly serviceAccountId: string;
  readonly roles: readonly string[];
}

/** A person. */
export interface RealmUser extends Belonging {
  readonly id: string;
  readonly username: string;
  readonly enabled: boolean;
  /** What they signed in with up to then is void, in seconds since 1970, as Keycloak keeps it. */
  readonly notBefore?: number;
  readonly passwordHash?: string;
  readonly roles: readonly string[];
}

/** A tenant: its people are its members. */
export interface RealmOrganization {
  readonly id: string;
  readonly name: string;
  readonly tenantId?: string;
  /** Ids of people. */
  readonly members: readonly string[];
}

interface Realm {
  readonly version: 1;
  readonly clients: readonly RealmClient[];
  readonly users: readonly RealmUser[];
  /** Tokens that were revoked before their end, with that end in seconds; forgotten after it. */
  readonly revoked: readonly { readonly tokenId: string; readonly exp: number }[];
  /** None in a file from before there were any. */
  readonly organizations?: readonly RealmOrganization[];
}

const empty: Realm = { version: 1, clients: [], users: [], revoked: [] };

/** All clients and people, in memory and in one file. What a change returned survives the process being killed. */
export class RealmStore {
  #realm: Realm;
  #clients = new Map<string, RealmClient>();
  #users = new Map<string, RealmUser>();
  #revoked = new Set<string>();
  #lastChange: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly file: string,
    realm: Realm,
    private readonly builtIn: readonly RealmClient[],
  ) {
    this.#realm = realm;
    this.#index();
  }

  /** `builtIn` clients belong to the program, not to the file. */
  static async open(folder: string, builtIn: readonly RealmClient[]): Promise<RealmStore> {
    const file = path.join(folder, 'realm.json');
    return new RealmStore(file, ((await readJson(file)) as Realm | undefined) ?? empty, builtIn);
  }

  clientNamed(clientId: string): RealmClient | undefined {
    return this.#clients.get(clientId);
  }

  client(id: string): RealmClient | undefined {
    return this.#realm.clients.find((client) => client.id === id);
  }

  clientOfServiceAccount(userId: string): RealmClient | undefined {
    return this.#realm.clients.find((client) => client.serviceAccountId === userId);
  }

  userNamed(username: string): RealmUser | undefined {
    return this.#users.get(username.toLowerCase());
  }

  user(id: string): RealmUser | undefined {
    return this.#realm.users.find((user) => user.id === id);
  }

  get organizations(): readonly RealmOrganization[] {
    return this.#realm.organizations ?? [];
  }

  isRevoked(tokenId: string): boolean {
    return this.#revoked.has(tokenId);
  }

  /** Returns false, and changes nothing, if there is a client of this name. */
  async addClient(client: Omit<RealmClient, 'id' | 'serviceAccountId'>): Promise<RealmClient | false> {
    return this.#change<RealmClient | false>((realm) => {
      if (this.#clients.has(client.clientId)) return [realm, false];
      const added = { ...client, id: randomUUID(), serviceAccountId: randomUUID() };
      return [{ ...realm, clients: [...realm.clients, added] }, added];
    });
  }

  /** `change` sees the client as it is when its turn comes, so that two changes at once both count. */
  async changeClient(id: string, change: (client: RealmClient) => Partial<RealmClient>): Promise<void> {
    await this.#change((realm) => [{ ...realm, clients: changed(realm.clients, id, change) }, undefined]);
  }

  async removeClient(id: string): Promise<void> {
    await this.#change((realm) => [
      { ...realm, clients: realm.clients.filter((client) => client.id !== id) },
      undefined,
    ]);
  }

  /** Returns false, and changes nothing, if there is a person of this name. */
  async addUser(user: Omit<RealmUser, 'id'>): Promise<RealmUser | false> {
    return this.#change<RealmUser | false>((realm) => {
      if (this.#users.has(user.username)) return [realm, false];
      const added = { ...user, id: randomUUID() };
      return [{ ...realm, users: [...realm.users, added] }, added];
    });
  }

  async changeUser(id: string, change: (user: RealmUser) => Partial<RealmUser>): Promise<void> {
    await this.#change((realm) => [{ ...realm, users: changed(realm.users, id, change) }, undefined]);
  }

  /** Returns false, and changes nothing, if there is one of this name. */
  async addOrganization(organization: Omit<RealmOrganization, 'id'>): Promise<RealmOrganization | false> {
    return this.#change<RealmOrganization | false>((realm) => {
      const organizations = realm.organizations ?? [];
      if (organizations.some(({ name }) => name === organization.name)) return [realm, false];
      const added = { ...organization, id: randomUUID() };
      return [{ ...realm, organizations: [...organizations, added] }, added];
    });
  }

  async changeOrganization(
    id: string,
    change: (organization: RealmOrganization) => Partial<RealmOrganization>,
  ): Promise<void> {
    await this.#change((realm) => {
      const organizations = changed(realm.organizations ?? [], id, change);
      return [{ ...realm, organizations }, undefined];
    });
  }

  /** Forgets one of them. */
  async remove(kind: 'users' | 'clients' | 'organizations', id: string): Promise<void> {
    await this.#change((realm) => {
      const kept = (realm[kind] ?? []).filter((entry) => entry.id !== id);
      return [{ ...realm, [kind]: kept }, undefined];
    });
  }

  /** `exp` and `nowSeconds` in seconds since 1970, as in tokens. */
  async revoke(tokenId: string, exp: number, nowSeconds: number): Promise<void> {
    await this.#change((realm) => {
      const kept = realm.revoked.filter((each) => each.exp > nowSeconds && each.tokenId !== tokenId);
      return [{ ...realm, revoked: [...kept, { tokenId, exp }] }, undefined];
    });
  }

  /** One change after the other: the file is written whole, and a change is seen only once it is on the disk. */
  async #change<Result>(work: (realm: Realm) => [Realm, Result]): Promise<Result> {
    const mine = this.#lastChange.then(async () => {
      const [next, result] = work(this.#realm);
      if (next === this.#realm) return result;
      await writeDurably(this.file, JSON.stringify(next, undefined, 1));
      this.#realm = next;
      this.#index();
      return result;
    });
    this.#lastChange = mine.catch(() => undefined);
    return mine;
  }

  #index(): void {
    const { clients, users, revoked } = this.#realm;
    this.#clients = new Map([...clients, ...this.builtIn].map((client) => [client.clientId, client]));
    this.#users = new Map(users.map((user) => [user.username, user]));
    this.#revoked = new Set(revoked.map(({ tokenId }) => tokenId));
  }
}

function changed<Entry extends { readonly id: string }>(
  entries: readonly Entry[],
  id: string,
  change: (entry: Entry) => Partial<Entry>,
): readonly Entry[] {
  return entries.map((entry) => (entry.id === id ? { ...entry, ...change(entry) } : entry));
}
