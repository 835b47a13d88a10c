import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { draftVersion, parseProductTerms } from '@fanxing/product-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { CreateProductInput } from '../generated/schema.js';
import { answerProduct, type KeptVersion, type Product, type ProductAnswer } from './product.js';
import { ProductStore } from './product.store.js';

/** Fails with ALREADY_EXISTS when the tenant has a product of this code. */
@Injectable()
export class CreateProduct {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ProductStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: CreateProductInput): Promise<ProductAnswer> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'createProduct',
      permission: 'product:write',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const now = this.clock.now();
      const product: Product = {
        id: newId('product'),
        code: readCode(input.code),
        name: readName(input.name),
        createdBy: context.actor.id,
        createdAt: now,
      };
      const version: KeptVersion = {
        ...draftVersion(1, parseProductTerms(input.terms), context.actor.id),
        id: newId('productVersion'),
        productId: product.id,
        createdAt: now,
        publishedAt: null,
      };
      if (!(await this.store.insertProduct(transaction, product))) {
        throw new Fault('ALREADY_EXISTS', { what: 'product', name: product.code }, 'input.code');
      }
      await this.store.insertVersion(transaction, version);
      return {
        answer: answerProduct(product, [version]),
        subject: { kind: 'product', id: product.id },
        after: { code: product.code, name: product.name, status: version.status, terms: { ...input.terms } },
      };
    });
  }
}

function readCode(text: string): string {
  if (/^[A-Za-z0-9._-]{1,40}$/.test(text)) return text;
  const problem = 'A product code is 1 to 40 letters A–Z, digits, dots, dashes and underscores';
  throw new Fault('INPUT_INVALID', { problem }, 'input.code');
}

function readName(text: string): string {
  const name = text.trim();
  if (/^\P{Cc}{1,200}$/u.test(name)) return name;
  const problem = 'A product name has 1 to 200 characters on one line';
  throw new Fault('INPUT_INVALID', { problem }, 'input.name');
}
