import { Injectable } from '@nestjs/common';
import type { Instant } from '@fanxing/kernel';
import { KeyKeeper, type SuiteName } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { CipherSuite } from '../generated/schema.js';

export interface KeyVersionView {
  readonly version: number;
  readonly suite: CipherSuite;
  readonly createdAt: Instant;
  readonly progress: readonly {
    readonly service: string;
    readonly rowsDone: number;
    readonly endedAt: Instant | null;
  }[];
}

const suitesByName: Record<SuiteName, CipherSuite> = {
  'AES-256-GCM': 'AES_256_GCM' as CipherSuite,
  'SM4-CTR-HMAC-SM3': 'SM4_CTR_HMAC_SM3' as CipherSuite,
};

export function suiteOf(given: CipherSuite): SuiteName {
  return given === suitesByName['SM4-CTR-HMAC-SM3'] ? 'SM4-CTR-HMAC-SM3' : 'AES-256-GCM';
}

/** The versions of the tenant's key and how far the services have come with them. */
@Injectable()
export class ReadKeys {
  constructor(private readonly keeper: KeyKeeper) {}

  async run(context: TenantContext): Promise<KeyVersionView[]> {
    mustBeAllowedTo(context, 'key:rotate');
    const versions = new Map<number, KeyVersionView>();
    for (const row of await this.keeper.rotations(context)) {
      const { version, suite, madeAt, service, rowsDone, endedAt } = row;
      const known = versions.get(version)?.progress ?? [];
      const progress = service === null ? known : [...known, { service, rowsDone, endedAt }];
      versions.set(version, { version, suite: suitesByName[suite], createdAt: madeAt, progress });
    }
    return [...versions.values()];
  }

  async version(context: TenantContext, version: number): Promise<KeyVersionView> {
    const found = (await this.run(context)).find((each) => each.version === version);
    if (!found) throw new Error('a version of a key was not returned');
    return found;
  }
}
