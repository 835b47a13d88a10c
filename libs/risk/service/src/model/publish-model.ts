import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { parseIndicator } from '@fanxing/risk-indicators';
import { validateScorecard, type Scorecard } from '@fanxing/risk-models';
import { CommandRoad, requestHash } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { PublishModelInput } from '../generated/schema.js';
import { attributeOf } from './characteristic.js';
import { addModel } from './model.store.js';

const codePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Publishes a model after it is shown to be whole, to know its indicators, and to use nothing protected. Answers its id. */
@Injectable()
export class PublishModel {
  constructor(private readonly road: CommandRoad) {}

  async run(context: TenantContext, input: PublishModelInput): Promise<string> {
    const { idempotencyKey, code } = input;
    return this.road.run(
      context,
      { operation: 'publishModel', permission: 'model:publish', idempotencyKey, input },
      async (transaction) => {
        if (!codePattern.test(code)) {
          throw new Fault(
            'INPUT_INVALID',
            { problem: 'code must be lower-case letters, digits and hyphens' },
            'input.code',
          );
        }
        const content = validateScorecard(input.content);
        const protectedAttributes = [...new Set(input.protectedAttributes)];
        mustBeUsable(content, protectedAttributes);
        const id = await addModel(transaction, { code, content, protectedAttributes });
        return {
          answer: id,
          subject: { kind: 'model', id },
          after: { code, content: requestHash(input.content), protectedAttributes },
        };
      },
    );
  }
}

function mustBeUsable({ characteristics }: Scorecard, protectedAttributes: readonly string[]): void {
  for (const { name } of characteristics) {
    const attribute = attributeOf(name);
    if (attribute === undefined) parseIndicator(name);
    else if (protectedAttributes.includes(attribute)) {
      throw new Fault(
        'MODEL_INVALID',
        { problem: `it decides by the protected attribute "${attribute}"` },
        'input.content',
      );
    }
  }
}
