import { randomUUID } from 'node:crypto';
import type { RealmClient, RealmOrganization, RealmUser } from './realm-entries.js';
import { RealmFile, type RealmChange, type RealmEntries } from './realm-file.js';

export type { Belonging, RealmClient, RealmOrganization, RealmUser } from './realm-entries.js';

/** Entries by their ids, and by the name that is theirs alone. */
class Kept<Entry extends { readonly id: string }> {
  readonly byId = new Map<string, Entry>();
  readonly byName = new Map<string, Entry>();

  constructor(private readonly nameOf: (entry: Entry) => string) {}

  put(entry: Entry): void {
    const before = this.byId.get(entry.id);
    if (before) this.byName.delete(this.nameOf(before));
    this.byId.set(entry.id, entry);
    this.byName.set(this.nameOf(entry), entry);
  }

  drop(id: string): void {
    const before = this.byId.get(id);
    if (!before) return;
    this.byId.delete(id);
    this.byName.delete(this.nameOf(before));
  }
}

/** All clients and people, in memory and on the disk. What a change returned survives the process being killed. */
export class RealmStore {
  readonly #clients = new Kept<RealmClient>(({ clientId }) => clientId);
  readonly #users = new Kept<RealmUser>(({ username }) => username);
  readonly #organizations = new Kept<RealmOrganization>(({ name }) => name);
  readonly #serviceAccounts = new Map<string, string>();
  /** Ends of revoked tokens, in seconds since 1970. */
  readonly #revoked = new Map<string, number>();
  readonly #builtIn: ReadonlyMap<string, RealmClient>;
  #file: RealmFile | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();

  private constructor(builtIn: readonly RealmClient[]) {
    this.#builtIn = new Map(builtIn.map((client) => [client.clientId, client]));
  }

  /** `builtIn` clients belong to the program, not to the disk. */
  static async open(folder: string, builtIn: readonly RealmClient[]): Promise<RealmStore> {
    const store = new RealmStore(builtIn);
    const {
      clients = [],
      users = [],
      organizations = [],
      revoked = [],
    } = (await RealmFile.read(folder)) ?? {};
    for (const entry of clients) store.#apply({ put: 'clients', entry });
    for (const entry of users) store.#apply({ put: 'users', entry });
    for (const entry of organizations) store.#apply({ put: 'organizations', entry });
    for (const token of revoked) store.#apply({ revoke: token });
    store.#file = await RealmFile.open(folder, (change) => store.#apply(change));
    await store.#file.writeWhole(store.#everything());
    return store;
  }

  /** Lets the change under way end. */
  async close(): Promise<void> {
    await this.#lastChange;
    await this.#file?.close();
  }

  clientNamed(clientId: string): RealmClient | undefined {
    return this.#builtIn.get(clientId) ?? this.#clients.byName.get(clientId);
  }

  client(id: string): RealmClient | undefined {
    return this.#clients.byId.get(id);
  }

  clientOfServiceAccount(userId: string): RealmClient | undefined {
    return this.#clients.byId.get(this.#serviceAccounts.get(userId) ?? '');
  }

  userNamed(username: string): RealmUser | undefined {
    return this.#users.byName.get(username.toLowerCase());
  }

  user(id: string): RealmUser | undefined {
    return this.#users.byId.get(id);
  }

  organization(id: string): RealmOrganization | undefined {
    return this.#organizations.byId.get(id);
  }

  organizationNamed(name: string): RealmOrganization | undefined {
    return this.#organizations.byName.get(name);
  }

  isRevoked(tokenId: string): boolean {
    return this.#revoked.has(tokenId);
  }

  /** Returns false, and changes nothing, if there is a client of this name. */
  async addClient(client: Omit<RealmClient, 'id' | 'serviceAccountId'>): Promise<RealmClient | false> {
    return this.#inTurn(async () => {
      if (this.clientNamed(client.clientId)) return false;
      const entry = { ...client, id: randomUUID(), serviceAccountId: randomUUID() };
      await this.#keep({ put: 'clients', entry });
      return entry;
    });
  }

  /** `change` sees the client as it is when its turn comes, so that two changes at once both count. */
  async changeClient(id: string, change: (client: RealmClient) => Partial<RealmClient>): Promise<void> {
    await this.#inTurn(async () => {
      const entry = this.#clients.byId.get(id);
      if (entry) await this.#keep({ put: 'clients', entry: { ...entry, ...change(entry) } });
    });
  }

  /** Returns false, and changes nothing, if there is a person of this name. */
  async addUser(user: Omit<RealmUser, 'id'>): Promise<RealmUser | false> {
    return this.#inTurn(async () => {
      if (this.#users.byName.has(user.username)) return false;
      const entry = { ...user, id: randomUUID() };
      await this.#keep({ put: 'users', entry });
      return entry;
    });
  }

  async changeUser(id: string, change: (user: RealmUser) => Partial<RealmUser>): Promise<void> {
    await this.#inTurn(async () => {
      const entry = this.#users.byId.get(id);
      if (entry) await this.#keep({ put: 'users', entry: { ...entry, ...change(entry) } });
    });
  }

  /** Returns false, and changes nothing, if there is one of this name. */
  async addOrganization(organization: Omit<RealmOrganization, 'id'>): Promise<RealmOrganization | false> {
    return this.#inTurn(async () => {
      if (this.#organizations.byName.has(organization.name)) return false;
      const entry = { ...organization, id: randomUUID() };
      await this.#keep({ put: 'organizations', entry });
      return entry;
    });
  }

  async changeOrganization(
    id: string,
    change: (organization: RealmOrganization) => Partial<RealmOrganization>,
  ): Promise<void> {
    await this.#inTurn(async () => {
      const entry = this.#organizations.byId.get(id);
      if (entry) await this.#keep({ put: 'organizations', entry: { ...entry, ...change(entry) } });
    });
  }

  /** Forgets one of them. */
  async remove(kind: 'users' | 'clients' | 'organizations', id: string): Promise<void> {
    await this.#inTurn(() => this.#keep({ drop: kind, id }));
  }

  /** `exp` and `nowSeconds` in seconds since 1970, as in tokens. */
  async revoke(tokenId: string, exp: number, nowSeconds: number): Promise<void> {
    await this.#inTurn(async () => {
      for (const [each, end] of this.#revoked) if (end <= nowSeconds) this.#revoked.delete(each);
      await this.#keep({ revoke: { tokenId, exp } });
    });
  }

  /** One change after the other. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#lastChange.then(work);
    this.#lastChange = mine.catch(() => undefined);
    return mine;
  }

  /** A change is seen only once it is on the disk. */
  async #keep(change: RealmChange): Promise<void> {
    await this.#file?.add(change, () => this.#everything());
    this.#apply(change);
  }

  #apply(change: RealmChange): void {
    if ('revoke' in change) this.#revoked.set(change.revoke.tokenId, change.revoke.exp);
    else if ('drop' in change) this.#keptOf(change.drop).drop(change.id);
    else if (change.put === 'users') this.#users.put(change.entry);
    else if (change.put === 'organizations') this.#organizations.put(change.entry);
    else {
      this.#clients.put(change.entry);
      this.#serviceAccounts.set(change.entry.serviceAccountId, change.entry.id);
    }
  }

  #keptOf(kind: 'users' | 'clients' | 'organizations'): { drop: (id: string) => void } {
    return { users: this.#users, clients: this.#clients, organizations: this.#organizations }[kind];
  }

  #everything(): RealmEntries {
    return {
      clients: [...this.#clients.byId.values()],
      users: [...this.#users.byId.values()],
      organizations: [...this.#organizations.byId.values()],
      revoked: [...this.#revoked].map(([tokenId, exp]) => ({ tokenId, exp })),
    };
  }
}
