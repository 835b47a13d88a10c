import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { parseGrowthRule, type GrowthRuleInput } from '@fanxing/risk-growth';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { SetGrowthRuleInput } from '../../generated/schema.js';
import { addGrowthRule } from './growth-rule.store.js';

const productCodeLengthMax = 64;

/** Sets how a product's limits grow with customers, from now on. */
@Injectable()
export class SetGrowthRule {
  constructor(private readonly road: CommandRoad) {}

  /** Fails with INPUT_INVALID, AMOUNT_MALFORMED, AMOUNT_NOT_POSITIVE, CURRENCY_UNKNOWN or TIME_ZONE_UNKNOWN, at the field. */
  run(context: TenantContext, input: SetGrowthRuleInput): Promise<{ readonly version: number }> {
    mustBeAllowedTo(context, 'strategy:publish');
    const { idempotencyKey, productCode, rule } = input;
    if (productCode === '' || productCode.length > productCodeLengthMax)
      throw new Fault(
        'INPUT_INVALID',
        { problem: `it must have 1 to ${productCodeLengthMax} characters` },
        'input.productCode',
      );
    const { countsAgainAfterDays = null, channels = null, ...given } = rule;
    const content: GrowthRuleInput = {
      ...given,
      countsAgainAfterDays,
      channels: channels?.map(written) ?? null,
    };
    parseGrowthRule({ ...content }, 'input.rule');
    return this.road.run(
      context,
      { operation: 'setGrowthRule', permission: 'strategy:publish', idempotencyKey, input },
      async (transaction) => ({
        answer: { version: await addGrowthRule(transaction, productCode, content) },
        subject: { kind: 'growthRule', id: productCode },
        after: { ...given, countsAgainAfterDays, channels: content.channels ?? null },
      }),
    );
  }
}

/** Banks write QR and qr: both are one way to pay. */
export function written(channel: string): string {
  return channel.toLowerCase();
}
