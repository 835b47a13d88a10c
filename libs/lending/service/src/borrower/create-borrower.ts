import { Injectable } from '@nestjs/common';
import { CommandRoad, masked } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { CreateBorrowerInput } from '../generated/schema.js';
import { writeBorrowers } from './borrower.store.js';
import { parseBorrower } from './parse-borrower.js';

/** Brings in one borrower; answers its id. */
@Injectable()
export class CreateBorrower {
  constructor(private readonly road: CommandRoad) {}

  async run(context: TenantContext, input: CreateBorrowerInput): Promise<string> {
    const { idempotencyKey } = input;
    return this.road.run(
      context,
      { operation: 'createBorrower', permission: 'borrower:write', idempotencyKey, input },
      async (transaction) => {
        const borrower = parseBorrower(input.borrower, 'input.borrower');
        const [written] = await writeBorrowers(transaction, [borrower]);
        const id = written?.id ?? '';
        const attributes = Object.keys(borrower.attributes).sort();
        return {
          answer: id,
          subject: { kind: 'borrower', id },
          // Which attributes, never their values: they are the borrower's.
          ...(written?.created === false && { before: { reference: masked } }),
          after: { reference: masked, attributes },
        };
      },
    );
  }
}
