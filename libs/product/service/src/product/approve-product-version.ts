import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { approve, retire } from '@fanxing/product-domain';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { ApproveProductVersionInput } from '../generated/schema.js';
import { answerVersion, type VersionAnswer } from './product.js';
import { ProductStore } from './product.store.js';

/**
 * A second person puts a submitted version on the market; the version before it leaves in the same transaction, so
 * that an application finds either the one or the other. Fails with FOUR_EYES for the author and with STATE_CONFLICT
 * unless the version is submitted.
 */
@Injectable()
export class ApproveProductVersion {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ProductStore,
    private readonly database: ServiceDatabase,
    private readonly fourEyes: FourEyes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: ApproveProductVersionInput): Promise<VersionAnswer> {
    mustBeAllowedTo(context, 'product:approve');
    await this.mustBeAnother(context, input);
    const command = { operation: 'approveProductVersion', permission: 'product:approve', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const id = parseId('productVersion', input.productVersionId, 'input.productVersionId');
      const submitted = await this.store.lockVersion(transaction, id);
      if (!submitted) throw new Fault('NOT_FOUND', { what: 'product version', id }, 'input.productVersionId');
      const published = {
        ...submitted,
        ...approve(submitted, context.actor.id),
        publishedAt: this.clock.now(),
      };
      const earlier = await this.store.publishedVersion(transaction, published.productId);
      if (earlier) await this.store.updateStatus(transaction, { ...earlier, ...retire(earlier) });
      await this.store.updateStatus(transaction, published);
      return {
        answer: answerVersion(published),
        subject: { kind: 'product version', id },
        before: { status: submitted.status, published: earlier?.id ?? null },
        after: { status: published.status, published: id },
      };
    });
  }

  /** Before the transaction, which must not wait for another service; who wrote a submitted version does not change. */
  private async mustBeAnother(context: TenantContext, input: ApproveProductVersionInput): Promise<void> {
    const id = parseId('productVersion', input.productVersionId, 'input.productVersionId');
    const version = await this.database.transaction(context, (transaction) =>
      this.store.findVersion(transaction, id),
    );
    if (version) await this.fourEyes.mustBeAnother(context, 'approveProductVersion', version.authorId);
  }
}
