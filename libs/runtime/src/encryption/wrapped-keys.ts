import type { RootKey, WrappedByRoot } from './root-key.js';
import { joined } from './sealed-value.js';
import type { SuiteName } from './suite.js';
import { TenantKeys, type TenantKeyVersion } from './tenant-keys.js';
import { Unreadable } from './unreadable.js';

/** Whose keys: one environment of a tenant. */
export type KeyScope = Readonly<Record<'tenantId' | 'environment', string>>;

/** A version of a tenant's key that is still to be kept. */
export interface NewVersion extends WrappedByRoot {
  readonly kind: 'DATA' | 'INDEX';
  readonly version: number;
  readonly suite: SuiteName;
}

/** A version of a tenant's key outside of the database, in base64. */
export interface WrappedTenantKey extends Pick<NewVersion, 'kind' | 'version' | 'suite' | 'rootKeyId'> {
  readonly wrapped: string;
}

/** Whose key it is and which: with another it does not unwrap. */
export function aboutTenantKey({ tenantId, environment }: KeyScope, kind: string, version: number): Buffer {
  return joined(['tenant key', tenantId, environment, kind, String(version)]);
}

/** The keys of a tenant that has left, as it took them along. Fails with {@link Unreadable} without the root key of their time. */
export async function openWrappedKeys(
  root: RootKey,
  scope: KeyScope,
  wrapped: readonly WrappedTenantKey[],
): Promise<TenantKeys> {
  const versions: (TenantKeyVersion & Pick<NewVersion, 'kind'>)[] = [];
  for (const { kind, version, suite, rootKeyId, wrapped: text } of wrapped) {
    const kept = { rootKeyId, wrapped: Buffer.from(text, 'base64') };
    versions.push({
      kind,
      version,
      suite,
      key: await root.unwrap(kept, aboutTenantKey(scope, kind, version)),
    });
  }
  const index = versions.find(({ kind }) => kind === 'INDEX');
  if (!index) throw new Unreadable('KEY_UNKNOWN');
  const data = versions.filter(({ kind }) => kind === 'DATA');
  return new TenantKeys(scope.tenantId, scope.environment, data, index, () => false);
}
