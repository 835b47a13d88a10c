import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { draftVersion, parseProductTerms } from '@fanxing/product-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { CreateProductVersionInput } from '../generated/schema.js';
import { answerVersion, type KeptVersion, type VersionAnswer } from './product.js';
import { ProductStore } from './product.store.js';

/** New terms for a product that exists: a draft with the next number. */
@Injectable()
export class CreateProductVersion {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ProductStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: CreateProductVersionInput): Promise<VersionAnswer> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'createProductVersion',
      permission: 'product:write',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const productId = parseId('product', input.productId, 'input.productId');
      const product = await this.store.lockProduct(transaction, productId);
      if (!product) throw new Fault('NOT_FOUND', { what: 'product', id: productId }, 'input.productId');
      const [newest] = await this.store.versionsOf(transaction, [productId]);
      const version: KeptVersion = {
        ...draftVersion((newest?.number ?? 0) + 1, parseProductTerms(input.terms), context.actor.id),
        id: newId('productVersion'),
        productId,
        createdAt: this.clock.now(),
        publishedAt: null,
      };
      await this.store.insertVersion(transaction, version);
      return {
        answer: answerVersion(version),
        subject: { kind: 'product version', id: version.id },
        after: { number: version.number, status: version.status, terms: { ...input.terms } },
      };
    });
  }
}
