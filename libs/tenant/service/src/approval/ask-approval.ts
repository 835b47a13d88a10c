import { Inject, Injectable } from '@nestjs/common';
import { Fault, fromEpochMs, toEpochMs, type Clock } from '@fanxing/kernel';
import type { ApprovalAsked } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { keyedDigest, KeyKeeper } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import {
  fourEyesOptions,
  mustBeAllowedTo,
  permissionToAsk,
  waitsWhereverItCan,
  type FourEyesOption,
  type TenantContext,
} from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { ApprovalStore } from './approval.store.js';

/** A request that was approved has to be repeated within a day. */
const goodForMs = 24 * 3_600_000;

/**
 * Whether a request may be done now. Where the environment wants two persons for it, it waits under an id until another one has
 * decided. Fails with FORBIDDEN for whoever may not ask for the operation, and with STATE_CONFLICT once it was rejected.
 */
@Injectable()
export class AskApproval {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly store: ApprovalStore,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, given: ApprovalAsked): Promise<{ approvalId: string | null }> {
    const option = optionOf(given.operation);
    mustBeAllowedTo(context, permissionToAsk(option));
    const wanted = await this.database.transaction(context, (transaction) =>
      this.store.operations(transaction),
    );
    const isWanted =
      wanted.includes(option) ||
      (option === 'setFourEyes' && wanted.length > 0) ||
      (waitsWhereverItCan.includes(option) && (await this.store.hasAnother(context)));
    if (!isWanted) return { approvalId: null };
    const requestHash = await this.keeper.using(context, (keys) => keyedDigest(keys, given.requestHash));
    const asked: ApprovalAsked = { ...given, requestHash };
    const command = { operation: 'askApproval', permission: permissionToAsk(option), input: asked } as const;
    const approval = await this.road.run(context, command, async (transaction) => {
      const now = this.clock.now();
      await this.store.retireOlder(transaction, asked, fromEpochMs(toEpochMs(now) - goodForMs));
      const found = await this.store.provide(transaction, newId('approval'), asked, now);
      if (found.status === 'APPROVED' && !isOneRequest(asked)) await this.store.retire(transaction, found);
      const { id, operation, status } = found;
      return { answer: found, subject: { kind: 'approval', id }, after: { operation, status } };
    });
    if (approval.status === 'REJECTED')
      throw new Fault('STATE_CONFLICT', { what: 'approval', status: approval.status, needed: 'APPROVED' });
    return { approvalId: approval.status === 'APPROVED' ? null : approval.id };
  }
}

/** With an idempotency key the request does its work once, however often it is repeated; without one its approval is used up. */
function isOneRequest({ request }: ApprovalAsked): boolean {
  const { idempotencyKey } = JSON.parse(request) as { idempotencyKey?: unknown };
  return typeof idempotencyKey === 'string';
}

function optionOf(operation: string): FourEyesOption {
  const option = fourEyesOptions.find((each) => each === operation);
  if (!option)
    throw new Error(`${operation} does not stand in the table of operations that can need two persons`);
  return option;
}
