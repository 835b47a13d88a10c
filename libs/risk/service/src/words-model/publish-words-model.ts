import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { wordsModelForDecisions, type WordsModel } from '@fanxing/risk-words';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad, requestHash } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { PublishWordsModelInput } from '../generated/schema.js';
import { addWordsModel } from './words-model.store.js';

const productCodeLengthMax = 64;

/** Publishes the words model that a product's decisions may read from then on. Answers its version. */
@Injectable()
export class PublishWordsModel {
  constructor(
    private readonly road: CommandRoad,
    private readonly fourEyes: FourEyes,
  ) {}

  /** Fails with MODEL_INVALID where it is not whole, or reads what the consent to texts does not open; and with INPUT_INVALID. */
  async run(context: TenantContext, input: PublishWordsModelInput): Promise<number> {
    mustBeAllowedTo(context, 'model:publish');
    const { idempotencyKey, productCode } = input;
    if (productCode === '' || productCode.length > productCodeLengthMax) {
      const problem = `it must have 1 to ${productCodeLengthMax} characters`;
      throw new Fault('INPUT_INVALID', { problem }, 'input.productCode');
    }
    const content = readModel(input.content);
    await this.fourEyes.mustBeApproved(context, 'publishWordsModel', input);
    return this.road.run(
      context,
      { operation: 'publishWordsModel', permission: 'model:publish', idempotencyKey, input },
      async (transaction) => ({
        answer: await addWordsModel(transaction, productCode, content),
        subject: { kind: 'wordsModel', id: productCode },
        after: { productCode, content: requestHash(input.content), terms: content.terms.length },
      }),
    );
  }
}

function readModel(content: unknown): WordsModel {
  try {
    return wordsModelForDecisions(content);
  } catch (error) {
    if (error instanceof Fault) throw new Fault(error.reason, error.details, 'input.content');
    throw error;
  }
}
