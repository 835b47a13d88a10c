import { randomBytes } from 'node:crypto';
import { Fault, type Instant } from '@fanxing/kernel';
import type { ServiceDatabase, TenantTransaction } from '../database/index.js';
import type { TenantContext } from '../identity/index.js';
import type { DestroyedKeys } from './destroyed-keys.js';
import type { RootKey } from './root-key.js';
import { keyLength, type SuiteName } from './suite.js';
import { TenantKeys } from './tenant-keys.js';
import { aboutTenantKey, type KeyScope, type NewVersion, type WrappedTenantKey } from './wrapped-keys.js';
import { Unreadable } from './unreadable.js';

/** What a process needs to open what is sealed. */
export interface Keys {
  readonly root: RootKey;
  readonly destroyed: DestroyedKeys;
}

interface KeyRow extends Record<string, unknown> {
  readonly kind: 'DATA' | 'INDEX';
  readonly version: number;
  readonly suite: SuiteName;
  readonly root_key_id: string;
  readonly wrapped: Buffer | null;
}

/** A version of a tenant's key, and what one service has sealed anew under it. */
export interface Rotation {
  readonly version: number;
  readonly suite: SuiteName;
  readonly madeAt: Instant;
  readonly ageMs: number;
  /** Null before any service has begun. */
  readonly service: string | null;
  readonly rowsDone: number;
  readonly endedAt: Instant | null;
}

interface RotationRow extends Record<string, unknown> {
  readonly version: number;
  readonly suite: SuiteName;
  readonly made_at: Instant;
  readonly age_ms: string;
  readonly service: string | null;
  readonly rows_done: string | null;
  readonly ended_at: Instant | null;
}

interface Kept {
  readonly keys: Promise<TenantKeys>;
  readonly until: number;
}

/** How many tenants' keys are kept unwrapped, and for how long: a rotation elsewhere is seen by then. */
const keptMax = 500;
const keptMs = 30_000;
/** After that long nobody seals with the version before any more. */
export const sealingGraceMs = keptMs + 5_000;
/** Whoever has just been given keys may still be using them. */
const forgetAfterMs = 60_000;
const firstSuite: SuiteName = 'AES-256-GCM';

/**
 * A service's way to the tenants' keys. They are made when a tenant's environment first needs them, kept unwrapped for half a
 * minute, and overwritten when they are let go. Without the root key nothing is sealed and nothing opened: there is no other
 * road.
 */
export class KeyKeeper {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly database: ServiceDatabase,
    private readonly keys: Keys,
  ) {}

  private async of(context: TenantContext): Promise<TenantKeys> {
    const name = `${context.tenantId}/${context.environment}`;
    const kept = this.kept.get(name);
    if (kept && kept.until > performance.now()) return kept.keys;
    const keys = this.load(context);
    this.keep(name, keys);
    try {
      return await keys;
    } catch (error) {
      this.letGo(name);
      throw faultOf(error);
    }
  }

  /**
   * Works with the tenant's keys, and once more from the beginning with keys that are read anew when one is not among those
   * that are kept: it was made in another process a moment ago. A transaction begins inside of `work`, not around it: it would
   * hold a second connection meanwhile. Fails with KEYS_UNAVAILABLE or DATA_UNREADABLE.
   */
  async using<Result>(
    context: TenantContext,
    work: (keys: TenantKeys) => Result | Promise<Result>,
  ): Promise<Result> {
    try {
      return await work(await this.of(context));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (error.why !== 'KEY_UNKNOWN') throw faultOf(error);
    }
    this.letGo(`${context.tenantId}/${context.environment}`);
    try {
      return await work(await this.of(context));
    } catch (error) {
      throw faultOf(error);
    }
  }

  /** Works with keys that nobody else has, and which are overwritten afterwards: for work that takes longer than any are kept. */
  async holding<Result>(
    context: TenantContext,
    work: (keys: TenantKeys) => Promise<Result>,
  ): Promise<Result> {
    const keys = await this.load(context);
    try {
      return await work(keys);
    } catch (error) {
      throw faultOf(error);
    } finally {
      keys.forget();
    }
  }

  /**
   * The tenant's keys as they are kept, wrapped by the root key: for what a tenant that leaves takes along, once its own rows are
   * gone. Whoever has the root key opens it, as the database before.
   */
  async wrappedKeys(context: TenantContext): Promise<WrappedTenantKey[]> {
    const rows = await this.rows(context);
    return rows.flatMap(({ kind, version, suite, root_key_id: rootKeyId, wrapped }) =>
      wrapped ? [{ kind, version, suite, rootKeyId, wrapped: wrapped.toString('base64') }] : [],
    );
  }

  /** Makes a version of the tenant's key that nobody has yet. */
  async nextVersion(context: TenantContext, suite?: SuiteName): Promise<NewVersion> {
    this.readAgain(context);
    const { current } = await this.of(context);
    return this.made(context, 'DATA', current.version + 1, suite ?? current.suite);
  }

  /** Adds a version, which seals what is written from the commit on. */
  async addVersion({ query, context }: TenantTransaction, given: NewVersion): Promise<void> {
    await query('add tenant key', 'SELECT vault.add_tenant_key($1, $2, $3, $4, $5, $6, $7)', [
      context.tenantId,
      context.environment,
      ...parametersOf(given),
    ]);
  }

  /** Lets the tenant's keys be read anew. */
  readAgain(context: KeyScope): void {
    this.letGo(`${context.tenantId}/${context.environment}`);
  }

  /** Writes down that a borrower's keys are destroyed; a backup that still has them is not believed. */
  async destroyed(context: TenantContext, owner: string, keyId: string | null, at: string): Promise<void> {
    const { tenantId, environment } = context;
    await this.keys.destroyed.add({ tenantId, environment, owner, keyId, at });
  }

  /** How long ago a version of the tenant's key was made. */
  async sinceRotationMs(context: TenantContext, version: number): Promise<number> {
    const rows = await this.rotations(context);
    return rows.find((row) => row.version === version)?.ageMs ?? 0;
  }

  /** The versions of the tenant's key, each with how far the services have come with it; the newest is last. */
  async rotations(context: TenantContext): Promise<Rotation[]> {
    const rows = await this.database.call<RotationRow>(context, 'vault.rotations', []);
    return rows.map(
      ({ version, suite, made_at: madeAt, age_ms: age, service, rows_done: done, ended_at: endedAt }) => ({
        version,
        suite,
        madeAt,
        ageMs: Number(age),
        service,
        rowsDone: Number(done ?? 0),
        endedAt,
      }),
    );
  }

  /** Counts what a service has sealed anew under a version. */
  async noteRotation(
    context: TenantContext,
    version: number,
    service: string,
    rows: number,
    ended: boolean,
  ): Promise<void> {
    await this.database.call(context, 'vault.note_rotation', [version, service, rows, ended]);
  }

  /**
   * Destroys all keys of the tenant's environment: nothing of it opens any more, anywhere. Answers how many. For the tenant
   * service, when a tenant has left.
   */
  async destroyAll(context: TenantContext): Promise<number> {
    const [row] = await this.database.call<{ destroyed: number }>(context, 'vault.destroy_tenant_keys', []);
    this.readAgain(context);
    return row?.destroyed ?? 0;
  }

  /** Lets every key go. */
  close(): void {
    for (const name of [...this.kept.keys()]) this.letGo(name, 0);
  }

  private keep(name: string, keys: Promise<TenantKeys>): void {
    this.letGo(name);
    const [oldest] = this.kept.keys();
    if (this.kept.size >= keptMax && oldest !== undefined) this.letGo(oldest);
    this.kept.set(name, { keys, until: performance.now() + keptMs });
  }

  private letGo(name: string, afterMs = forgetAfterMs): void {
    const kept = this.kept.get(name);
    if (!kept) return;
    this.kept.delete(name);
    const forget = (): void =>
      void kept.keys.then(
        (keys) => keys.forget(),
        () => undefined,
      );
    if (afterMs === 0) forget();
    else setTimeout(forget, afterMs).unref();
  }

  private async load(context: TenantContext): Promise<TenantKeys> {
    const { tenantId, environment } = context;
    await this.keys.destroyed.refresh();
    let rows = await this.rows(context);
    if (rows.length < 2) {
      await this.add(context, 'INDEX', 1, firstSuite);
      await this.add(context, 'DATA', 1, firstSuite);
      rows = await this.rows(context);
    }
    const unwrapped = await Promise.all(
      rows.map(async (row) => ({ ...row, key: await this.unwrap(context, row) })),
    );
    const index = unwrapped.find(({ kind }) => kind === 'INDEX');
    if (!index) throw new Unreadable('KEY_UNKNOWN');
    return new TenantKeys(
      tenantId,
      environment,
      unwrapped.filter(({ kind }) => kind === 'DATA'),
      index,
      (owner) => this.keys.destroyed.has(tenantId, environment, owner),
    );
  }

  private rows(context: TenantContext): Promise<KeyRow[]> {
    return this.database.call<KeyRow>(context, 'vault.find_tenant_keys', []);
  }

  private async add(
    context: TenantContext,
    kind: KeyRow['kind'],
    version: number,
    suite: SuiteName,
  ): Promise<void> {
    const made = await this.made(context, kind, version, suite);
    await this.database.call(context, 'vault.add_tenant_key', parametersOf(made));
  }

  private async made(
    context: TenantContext,
    kind: KeyRow['kind'],
    version: number,
    suite: SuiteName,
  ): Promise<NewVersion> {
    const key = randomBytes(keyLength);
    const wrapped = await this.keys.root.wrap(key, aboutTenantKey(context, kind, version));
    key.fill(0);
    return { kind, version, suite, ...wrapped };
  }

  private async unwrap(
    context: TenantContext,
    { kind, version, root_key_id: rootKeyId, wrapped }: KeyRow,
  ): Promise<Buffer | undefined> {
    if (!wrapped) return undefined;
    return this.keys.root.unwrap({ rootKeyId, wrapped }, aboutTenantKey(context, kind, version));
  }
}

function parametersOf({ kind, version, suite, rootKeyId, wrapped }: NewVersion): unknown[] {
  return [kind, version, suite, rootKeyId, wrapped];
}

function faultOf(error: unknown): unknown {
  if (!(error instanceof Unreadable)) return error;
  const isGone = error.why === 'KEY_UNKNOWN' || error.why === 'ROOT_KEY_UNAVAILABLE';
  return new Fault(isGone ? 'KEYS_UNAVAILABLE' : 'DATA_UNREADABLE', { cause: error.why });
}
