import { Injectable } from '@nestjs/common';
import { parseId } from '@fanxing/kernel';
import { bucketNumber, parseRetryDays } from '@fanxing/lending-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { SetCollectionPolicyInput } from '../generated/schema.js';
import { Neighbours } from '../neighbours.js';
import { writePolicy, type PolicyRow } from './collection-policy.store.js';

/** Says of a product, or of all that have nothing of their own, how it is collected. */
@Injectable()
export class SetCollectionPolicy {
  constructor(
    private readonly road: CommandRoad,
    private readonly neighbours: Neighbours,
  ) {}

  async run(context: TenantContext, input: SetCollectionPolicyInput): Promise<PolicyRow> {
    mustBeAllowedTo(context, 'payment:configure');
    const productId = input.productId ? parseId('product', input.productId, 'input.productId') : null;
    if (productId !== null) await this.neighbours.publishedTerms(context, productId);
    const { idempotencyKey } = input;
    const command = {
      operation: 'setCollectionPolicy',
      permission: 'payment:configure',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const { automatic, caseFromBucket = null } = input;
      const retryAfterDays = parseRetryDays(input.retryAfterDays ?? [], 'input.retryAfterDays');
      if (caseFromBucket !== null) bucketNumber(caseFromBucket, 'input.caseFromBucket');
      const policy = { productId, automatic, retryAfterDays, caseFromBucket };
      await writePolicy(transaction, policy);
      return {
        answer: policy,
        subject: { kind: 'collectionPolicy', id: productId ?? 'all' },
        after: { automatic, retryAfterDays, caseFromBucket },
      };
    });
  }
}
