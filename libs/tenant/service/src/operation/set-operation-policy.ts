import { Injectable } from '@nestjs/common';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { OperationPolicy, SetOperationPolicyInput } from '../generated/schema.js';
import { OperationStore } from './operation.store.js';

/** Says whether an environment runs registered operations only; gateways learn it within two seconds. */
@Injectable()
export class SetOperationPolicy {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: OperationStore,
  ) {}

  async run(context: TenantContext, input: SetOperationPolicyInput): Promise<OperationPolicy> {
    const command = { operation: 'setOperationPolicy', permission: 'operation:policy', input } as const;
    return this.road.run(context, command, async (transaction) => {
      await this.store.setPolicy(transaction, input.registeredOnly);
      const answer = { registeredOnly: input.registeredOnly };
      return { answer, subject: { kind: 'tenant', id: context.tenantId } };
    });
  }
}
