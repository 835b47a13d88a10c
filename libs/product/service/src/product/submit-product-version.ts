import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { submit } from '@fanxing/product-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { SubmitProductVersionInput } from '../generated/schema.js';
import { answerVersion, type VersionAnswer } from './product.js';
import { ProductStore } from './product.store.js';

/** Fails with STATE_CONFLICT unless the version is a draft. */
@Injectable()
export class SubmitProductVersion {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ProductStore,
  ) {}

  async run(context: TenantContext, input: SubmitProductVersionInput): Promise<VersionAnswer> {
    const command = { operation: 'submitProductVersion', permission: 'product:write', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const id = parseId('productVersion', input.productVersionId, 'input.productVersionId');
      const draft = await this.store.lockVersion(transaction, id);
      if (!draft) throw new Fault('NOT_FOUND', { what: 'product version', id }, 'input.productVersionId');
      const submitted = { ...draft, ...submit(draft) };
      await this.store.updateStatus(transaction, submitted);
      return {
        answer: answerVersion(submitted),
        subject: { kind: 'product version', id },
        before: { status: draft.status },
        after: { status: submitted.status },
      };
    });
  }
}
