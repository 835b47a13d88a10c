import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { CommandRoad, requestHash } from '@fanxing/runtime/command';
import { keyedDigest, KeyKeeper, type TenantKeys } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { ImportBorrowersInput } from '../generated/schema.js';
import { writeBorrowers } from './borrower.store.js';
import { parseBorrower } from './parse-borrower.js';

export interface ImportedBorrowers {
  readonly created: number;
  readonly updated: number;
  readonly borrowerIds: readonly string[];
}

const batchMax = 1_000;

/** Brings in a batch of borrowers, all or none. */
@Injectable()
export class ImportBorrowers {
  constructor(
    private readonly road: CommandRoad,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: ImportBorrowersInput): Promise<ImportedBorrowers> {
    mustBeAllowedTo(context, 'borrower:write');
    return this.keeper.using(context, (keys) => this.write(context, keys, input));
  }

  private write(
    context: TenantContext,
    keys: TenantKeys,
    input: ImportBorrowersInput,
  ): Promise<ImportedBorrowers> {
    const { idempotencyKey } = input;
    return this.road.run(
      context,
      {
        operation: 'importBorrowers',
        permission: 'borrower:write',
        idempotencyKey,
        input: keyedDigest(keys, requestHash(input)),
      },
      async (transaction) => {
        if (input.borrowers.length > batchMax)
          throw new Fault('BATCH_TOO_LARGE', { limit: batchMax }, 'input.borrowers');
        const borrowers = input.borrowers.map((borrower, index) =>
          parseBorrower(borrower, this.clock.now(), `input.borrowers.${index}`),
        );
        mustBeDistinct(borrowers.map(({ reference }) => reference));
        const written = borrowers.length === 0 ? [] : await writeBorrowers(transaction, keys, borrowers);
        const created = written.filter((borrower) => borrower.created).length;
        const answer = {
          created,
          updated: written.length - created,
          borrowerIds: written.map(({ id }) => id),
        };
        return {
          answer,
          subject: { kind: 'borrowers', id: idempotencyKey },
          subjectIds: answer.borrowerIds,
          after: { created, updated: answer.updated },
        };
      },
    );
  }
}

function mustBeDistinct(references: readonly string[]): void {
  const seen = new Set<string>();
  references.forEach((reference, index) => {
    if (seen.has(reference)) {
      throw new Fault(
        'INPUT_INVALID',
        { problem: 'a reference is in this batch twice' },
        `input.borrowers.${index}.reference`,
      );
    }
    seen.add(reference);
  });
}
