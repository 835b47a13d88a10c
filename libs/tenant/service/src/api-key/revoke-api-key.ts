import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { RevokeApiKeyInput } from '../generated/schema.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyStore } from './api-key.store.js';

/** From its commit on no door hears of the key again; those that have heard of it forget it within a second. */
@Injectable()
export class RevokeApiKey {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ApiKeyStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: RevokeApiKeyInput): Promise<ApiKey> {
    const command = { operation: 'revokeApiKey', permission: 'api-key:manage', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const id = parseId('apiKey', input.apiKeyId, 'input.apiKeyId');
      const found = await this.store.find(transaction, id, this.clock.now(), true);
      if (!found) throw new Fault('NOT_FOUND', { what: 'API key', id }, 'input.apiKeyId');
      await this.store.revoke(transaction, id, this.clock.now());
      return {
        answer: { ...found, status: 'REVOKED' as const },
        subject: { kind: 'api-key', id },
        before: { status: found.status },
        after: { status: 'REVOKED' },
      };
    });
  }
}
