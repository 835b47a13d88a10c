import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { RotateKeyInput } from '../generated/schema.js';
import { putEvent } from '../outbox-event.js';
import { ReadKeys, suiteOf, type KeyVersionView } from './read-keys.js';

/**
 * Makes a new version of the tenant's key. It is wrapped before the transaction, since the root key may be in another machine;
 * the services hear of it and encrypt anew what they keep.
 */
@Injectable()
export class RotateKey {
  constructor(
    private readonly road: CommandRoad,
    private readonly keeper: KeyKeeper,
    private readonly readKeys: ReadKeys,
    private readonly outbox: OutboxRelay,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: RotateKeyInput): Promise<KeyVersionView> {
    mustBeAllowedTo(context, 'key:rotate');
    const { idempotencyKey } = input;
    const next = await this.keeper.nextVersion(context, input.suite ? suiteOf(input.suite) : undefined);
    const command = { operation: 'rotateKey', permission: 'key:rotate', idempotencyKey, input } as const;
    const { version, event } = await this.road.run(context, command, async (transaction) => {
      await this.keeper.addVersion(transaction, next);
      const scope = [context.tenantId, context.environment];
      await transaction.query('seal later', 'SELECT tenant.seal_later($1, $2, 0)', scope);
      const told = await putEvent(transaction, 'keyRotated', { version: next.version }, this.clock);
      return {
        answer: { version: next.version, event: told },
        subject: { kind: 'tenant', id: context.tenantId },
        before: { keyVersion: next.version - 1 },
        after: { keyVersion: next.version, suite: next.suite },
      };
    });
    this.keeper.readAgain(context);
    await this.outbox.publishNow(context, event);
    return this.readKeys.version(context, version);
  }
}
