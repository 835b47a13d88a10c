import { Injectable } from '@nestjs/common';
import type { Id } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper, resealTexts, sealingGraceMs, type TextColumn } from '@fanxing/runtime/encryption';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import type { EventEnvelope } from '@fanxing/runtime/messaging';
import type { KeyRotated } from '@fanxing/tenant-contract';
import { entryColumn } from '../collection-case/sealed-entry.js';
import { accountColumn } from '../collection/sealed-account.js';
import { signatureColumn } from '../offer/sealed-signature.js';
import { borrowersToSeal, lockBorrowers, writeSealed } from './borrower.store.js';
import { openBorrower, sealBorrower } from './sealed-borrower.js';

const borrowersAtATime = 100;

/**
 * Seals a tenant's borrowers under its newest key: those of before they were sealed at all, and those under an older version.
 * A durable job, in parts of a transaction each, beside whatever reads and writes meanwhile; begun again it passes over what is
 * done. Other processes may seal with the version before for half a minute after a rotation: the job looks once more then.
 */
@Injectable()
export class SealBorrowers {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
  ) {}

  /** The tenant's key has a new version. Hearing it twice changes nothing. */
  async begin({ tenantId, environment }: EventEnvelope<KeyRotated>): Promise<void> {
    const context = systemContext(tenantId as Id<'tenant'>, environment, 'key rotation');
    this.keeper.readAgain(context);
    await this.database.call(context, 'lending.seal_later', [0]);
  }

  async run(context: TenantContext): Promise<void> {
    const version = await this.keeper.using(context, (keys) => keys.current.version);
    for (let after: string | undefined = ''; after !== undefined;)
      after = await this.part(context, version, after);
    for (const column of [signatureColumn, accountColumn, entryColumn])
      for (let after: string | undefined = ''; after !== undefined;)
        after = await this.texts(context, column, version, after);
    const restMs = await this.keeper.sinceRotationMs(context, version);
    const isLast = restMs >= sealingGraceMs;
    await this.keeper.noteRotation(context, version, 'lending', 0, isLast);
    if (!isLast)
      await this.database.call(context, 'lending.seal_later', [Math.ceil((sealingGraceMs - restMs) / 1_000)]);
  }

  private async texts(
    context: TenantContext,
    column: TextColumn,
    version: number,
    after: string,
  ): Promise<string | undefined> {
    const part = { version, after, limit: borrowersAtATime };
    const ids = await this.keeper.using(context, (keys) =>
      this.database.transaction(context, (transaction) => resealTexts(transaction, keys, column, part)),
    );
    await this.keeper.noteRotation(context, version, 'lending', ids.length, false);
    return ids.at(-1);
  }

  /** Seals some; answers the last of them, or undefined when there are no more. */
  private part(context: TenantContext, version: number, after: string): Promise<string | undefined> {
    return this.keeper.using(context, async (keys) => {
      const ids = await this.database.transaction(context, async (transaction) => {
        const waiting = await borrowersToSeal(transaction, version, after, borrowersAtATime);
        const rows = await lockBorrowers(transaction, waiting);
        await writeSealed(
          transaction,
          rows.map((row) => sealBorrower(keys, row.id, openBorrower(keys, row))),
        );
        return waiting;
      });
      await this.keeper.noteRotation(context, version, 'lending', ids.length, false);
      return ids.at(-1);
    });
  }
}
