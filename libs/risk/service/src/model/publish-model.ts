import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { parseIndicator } from '@fanxing/risk-indicators';
import { validateScorecard, type Scorecard } from '@fanxing/risk-models';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad, requestHash } from '@fanxing/runtime/command';
import { categoriesOf } from '@fanxing/runtime/consent';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { NeededData } from '../decision/needed-data.js';
import type { PublishModelInput } from '../generated/schema.js';
import { attributeOf } from './characteristic.js';
import { isSignal, signalOf } from '../signal/signal-catalogue.js';
import { addModel } from './model.store.js';

const codePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Publishes a model after it is shown to be whole, to know its indicators, and to use nothing protected. Answers its id. */
@Injectable()
export class PublishModel {
  constructor(
    private readonly road: CommandRoad,
    private readonly neededData: NeededData,
    private readonly fourEyes: FourEyes,
  ) {}

  async run(context: TenantContext, input: PublishModelInput): Promise<string> {
    mustBeAllowedTo(context, 'model:publish');
    const { idempotencyKey, code } = input;
    const content = validateScorecard(input.content);
    const protectedAttributes = [...new Set(input.protectedAttributes)];
    mustBeUsable(content, protectedAttributes);
    await this.mustBeNeeded(context, content);
    await this.fourEyes.mustBeApproved(context, 'publishModel', input);
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
        const id = await addModel(transaction, { code, content, protectedAttributes });
        return {
          answer: id,
          subject: { kind: 'model', id },
          after: { code, content: requestHash(input.content), protectedAttributes },
        };
      },
    );
  }

  /** A model may read what the purpose of a credit decision opens, and only names that somebody has declared. */
  private async mustBeNeeded(context: TenantContext, { characteristics }: Scorecard): Promise<void> {
    const names = characteristics.map(({ name }) => name);
    const attributes = names.flatMap((name) => attributeOf(name) ?? []);
    const kinds = names
      .filter((name) => attributeOf(name) === undefined && signalOf(name) === undefined)
      .map((name) => parseIndicator(name).kind);
    const categories = [
      ...(await this.neededData.categoriesOf(context, 'ATTRIBUTE', attributes)),
      ...(await this.neededData.categoriesOf(context, 'EVENT_KIND', kinds)),
    ];
    const beyond = categories.find((category) => !categoriesOf('CREDIT_DECISION').includes(category));
    if (beyond !== undefined)
      throw new Fault(
        'MODEL_INVALID',
        { problem: `it reads ${beyond} data, which no credit decision needs` },
        'input.content',
      );
  }
}

function mustBeUsable({ characteristics }: Scorecard, protectedAttributes: readonly string[]): void {
  for (const { name } of characteristics) {
    const attribute = attributeOf(name);
    const signal = signalOf(name);
    if (signal !== undefined) mustBeSignal(signal);
    else if (attribute === undefined) parseIndicator(name);
    else if (protectedAttributes.includes(attribute)) {
      throw new Fault(
        'MODEL_INVALID',
        { problem: `it decides by the protected attribute "${attribute}"` },
        'input.content',
      );
    }
  }
}

function mustBeSignal(name: string): void {
  if (!isSignal(name))
    throw new Fault(
      'MODEL_INVALID',
      { problem: `there is no signal "${name}": the query signals lists them` },
      'input.content',
    );
}
