import { Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseCurrency, parseMinor } from '@fanxing/kernel';
import { readFundingLimits, setFundingLimit } from '@fanxing/ledger-store';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { SetFundingLimitInput } from '../generated/schema.js';
import { limitView, type FundingLimitView } from './read-funding.js';

/** Sets or lifts the limit of the funding account. Fails with FUNDING_EXCEEDED when it is shorter already. */
@Injectable()
export class SetFundingLimit {
  constructor(private readonly road: CommandRoad) {}

  async run(context: TenantContext, input: SetFundingLimitInput): Promise<FundingLimitView | null> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'setFundingLimit',
      permission: 'ledger:write',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const currency = parseCurrency(input.currency, 'input.currency');
      const minor = input.limit ? parseMinor(input.limit, currency, 'input.limit') : null;
      if (minor !== null && minor < 0n) {
        throw new Fault('INPUT_INVALID', { problem: 'a limit is zero or more' }, 'input.limit');
      }
      const limitOf = async () =>
        (await readFundingLimits(transaction)).find((limit) => limit.currency === currency);
      const before = await limitOf();
      await setFundingLimit(transaction, currency, minor);
      const after = await limitOf();
      return {
        answer: after ? limitView(after) : null,
        subject: { kind: 'funding limit', id: currency },
        before: { limit: before ? formatMinor(BigInt(before.limitMinor), currency) : null },
        after: { limit: minor === null ? null : formatMinor(minor, currency) },
      };
    });
  }
}
