import { Injectable } from '@nestjs/common';
import { CommandRoad } from '@fanxing/runtime/command';
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
        const [written] = await writeBorrowers(transaction, [
          parseBorrower(input.borrower, 'input.borrower'),
        ]);
        const id = written?.id ?? '';
        return { answer: id, subject: { kind: 'borrower', id } };
      },
    );
  }
}
