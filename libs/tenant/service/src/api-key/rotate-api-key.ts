import { Inject, Injectable } from '@nestjs/common';
import { Fault, fromEpochMs, parseId, toEpochMs, type Clock } from '@fanxing/kernel';
import { newBearerSecret } from '@fanxing/runtime/caller';
import { CommandRoad, masked } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { parseOverlap } from '../client/overlap.js';
import type { RotateApiKeyInput } from '../generated/schema.js';
import { mustBeAbleToGive } from './able-to-give.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyStore } from './api-key.store.js';

/**
 * Whoever did not hear the answer asks again; the secret that nobody heard ends with that. Fails with FORBIDDEN for a key that may
 * more than whoever would be shown its secret.
 */
@Injectable()
export class RotateApiKey {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ApiKeyStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: RotateApiKeyInput): Promise<{ apiKey: ApiKey; secret: string }> {
    const command = { operation: 'rotateApiKey', permission: 'api-key:manage', input } as const;
    const secret = newBearerSecret('api-key', context.tenantId, context.environment);
    mustBeAllowedTo(context, 'api-key:manage');
    const overlapSeconds = parseOverlap(input.overlapSeconds);
    const apiKey = await this.road.run(context, command, async (transaction) => {
      const id = parseId('apiKey', input.apiKeyId, 'input.apiKeyId');
      const now = this.clock.now();
      const found = await this.store.find(transaction, id, now, true);
      if (!found) throw new Fault('NOT_FOUND', { what: 'API key', id }, 'input.apiKeyId');
      if (found.status !== 'ACTIVE')
        throw new Fault('STATE_CONFLICT', { what: 'API key', status: found.status, needed: 'ACTIVE' });
      mustBeAbleToGive(context, found.scopes, 'input.apiKeyId');
      const endsMs = Math.min(toEpochMs(now) + overlapSeconds * 1_000, toEpochMs(found.expiresAt) - 1);
      await this.store.replaceSecret(transaction, found, secret, fromEpochMs(endsMs));
      return {
        answer: { ...found, prefix: secret.prefix },
        subject: { kind: 'api-key', id },
        before: { secret: masked },
        after: { secret: masked, overlapSeconds },
      };
    });
    return { apiKey, secret: secret.text };
  }
}
