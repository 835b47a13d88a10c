import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { CommandRoad, masked, requestHash } from '@fanxing/runtime/command';
import { keyedDigest, KeyKeeper, type TenantKeys } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { CreateBorrowerInput } from '../generated/schema.js';
import { writeBorrowers, type GivenBorrower } from './borrower.store.js';
import { parseBorrower } from './parse-borrower.js';

/** Brings in one borrower; answers its id. */
@Injectable()
export class CreateBorrower {
  constructor(
    private readonly road: CommandRoad,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: CreateBorrowerInput): Promise<string> {
    mustBeAllowedTo(context, 'borrower:write');
    return this.keeper.using(context, (keys) => this.write(context, keys, input));
  }

  private write(context: TenantContext, keys: TenantKeys, input: CreateBorrowerInput): Promise<string> {
    const { idempotencyKey } = input;
    return this.road.run(
      context,
      {
        operation: 'createBorrower',
        permission: 'borrower:write',
        idempotencyKey,
        input: keyedDigest(keys, requestHash(input)),
      },
      async (transaction) => {
        const borrower = parseBorrower(input.borrower, this.clock.now(), 'input.borrower');
        const [written] = await writeBorrowers(transaction, keys, [borrower]);
        const id = written?.id ?? '';
        const attributes = Object.keys(borrower.attributes).sort();
        return {
          answer: id,
          subject: { kind: 'borrower', id },
          // Which attributes, never their values: they are the borrower's.
          ...(written?.created === false && { before: { reference: masked } }),
          after: { reference: masked, attributes, identifiers: identifiersIn(borrower) },
        };
      },
    );
  }
}

/** Which of them were given, never what. */
function identifiersIn(given: GivenBorrower): string[] {
  const all = ['name', 'phone', 'identityNumber', 'unifiedSocialCreditCode'] as const;
  return all.filter((what) => given[what] !== undefined);
}
