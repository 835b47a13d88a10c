import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';

/** What an account's row says of whose it is; nothing where neither is there. */
export interface PersonKept {
  readonly person_index: Buffer | null;
  /** A digest without a key, of before there was one. */
  readonly digest: string | null;
}

/**
 * The blind index (盲索引) of a person: the same in both environments of a tenant, which know different accounts of the same
 * people, and so always under the key of live. It is computed of the digest that was kept before, so that rows of then need
 * nobody to say again whose they are.
 */
@Injectable()
export class PersonIndex {
  constructor(private readonly keeper: KeyKeeper) {}

  /** Of a staff number or e-mail address. Fails with KEYS_UNAVAILABLE. */
  of(context: TenantContext, person: string): Promise<Buffer> {
    return this.ofDigest(context, digestOf(context.tenantId, person));
  }

  /** Undefined where the row says nothing. */
  async ofKept(
    context: TenantContext,
    { person_index: index, digest }: PersonKept,
  ): Promise<Buffer | undefined> {
    if (index) return index;
    return digest === null ? undefined : this.ofDigest(context, digest);
  }

  private ofDigest(context: TenantContext, digest: string): Promise<Buffer> {
    return this.keeper.using({ ...context, environment: 'live' }, (keys) =>
      keys.blind('tenant.user.person', digest),
    );
  }
}

function digestOf(tenantId: string, person: string): string {
  return createHash('sha256')
    .update(`${tenantId} ${person.normalize('NFKC').toLowerCase()}`)
    .digest('base64url');
}
