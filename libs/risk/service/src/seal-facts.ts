import { Injectable } from '@nestjs/common';
import type { Id } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper, sealingGraceMs } from '@fanxing/runtime/encryption';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import type { EventEnvelope } from '@fanxing/runtime/messaging';
import type { KeyRotated } from '@fanxing/tenant-contract';
import { openFacts, sealFacts, type DecisionFacts } from './decision/sealed-decision.js';
import { resealWarning } from './monitoring/sealed-warning.js';
import { noDetail, openDetails, sealDetails, type KeptDetail } from './event/sealed-event.js';

interface EventRow extends KeptDetail, Record<string, unknown> {
  readonly borrower_id: string;
}

interface DecisionRow extends DecisionFacts, Record<string, unknown> {
  readonly id: string;
  readonly borrower_id: string;
  readonly facts_sealed: string | null;
}

interface WarningRow extends Record<string, unknown> {
  readonly id: string;
  readonly borrower_id: string;
  readonly facts_sealed: string;
}

const rowsAtATime = 500;

/**
 * Seals events and what decisions and warnings read under the tenant's newest key: those of before they were sealed, and those under an older
 * version. A durable job in parts; begun again it passes over what is done.
 */
@Injectable()
export class SealFacts {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
  ) {}

  /** The tenant's key has a new version. Hearing it twice changes nothing. */
  async begin({ tenantId, environment }: EventEnvelope<KeyRotated>): Promise<void> {
    const context = systemContext(tenantId as Id<'tenant'>, environment, 'key rotation');
    this.keeper.readAgain(context);
    await this.database.call(context, 'risk.seal_later', [0]);
  }

  async run(context: TenantContext): Promise<void> {
    const version = await this.keeper.using(context, (keys) => keys.current.version);
    for (let after: string | undefined = ''; after !== undefined;)
      after = await this.events(context, version, after);
    for (let after: string | undefined = ''; after !== undefined;)
      after = await this.decisions(context, version, after);
    for (let after: string | undefined = ''; after !== undefined;)
      after = await this.warnings(context, version, after);
    const restMs = await this.keeper.sinceRotationMs(context, version);
    const isLast = restMs >= sealingGraceMs;
    await this.keeper.noteRotation(context, version, 'risk', 0, isLast);
    if (!isLast)
      await this.database.call(context, 'risk.seal_later', [Math.ceil((sealingGraceMs - restMs) / 1_000)]);
  }

  private async events(context: TenantContext, version: number, after: string): Promise<string | undefined> {
    const parameters = [version, after, rowsAtATime];
    const rows = await this.database.call<EventRow>(context, 'risk.events_to_seal', parameters);
    await this.keeper.using(context, async (keys) => {
      const opened = rows.map((row) => ({
        ...(openDetails(keys, row.borrower_id, [row])[0] ?? noDetail),
        id: row.id,
        borrowerId: row.borrower_id,
      }));
      const sealed = sealDetails(keys, opened);
      await this.database.call(context, 'risk.write_sealed_events', [
        rows.map(({ id }) => id),
        sealed.map(({ dataKey }) => dataKey),
        sealed.map(({ detail }) => detail),
      ]);
    });
    await this.keeper.noteRotation(context, version, 'risk', rows.length, false);
    return rows.at(-1)?.id;
  }

  private async decisions(
    context: TenantContext,
    version: number,
    after: string,
  ): Promise<string | undefined> {
    const parameters = [version, after, rowsAtATime];
    const rows = await this.database.call<DecisionRow>(context, 'risk.decisions_to_seal', parameters);
    await this.keeper.using(context, async (keys) => {
      const sealed = rows.map(({ id, borrower_id: borrowerId, facts_sealed: factsSealed, ...facts }) => {
        const opened = openFacts(keys, { ...facts, id, borrowerId, factsSealed });
        return sealFacts(keys, { ...opened, id, borrowerId });
      });
      await this.database.call(context, 'risk.write_sealed_decisions', [rows.map(({ id }) => id), sealed]);
    });
    await this.keeper.noteRotation(context, version, 'risk', rows.length, false);
    return rows.at(-1)?.id;
  }
  private async warnings(
    context: TenantContext,
    version: number,
    after: string,
  ): Promise<string | undefined> {
    const parameters = [version, after, rowsAtATime];
    const rows = await this.database.call<WarningRow>(context, 'risk.warnings_to_seal', parameters);
    await this.keeper.using(context, async (keys) => {
      const sealed = rows.map(({ id, borrower_id: borrowerId, facts_sealed: facts }) =>
        resealWarning(keys, { id, borrowerId }, facts),
      );
      await this.database.call(context, 'risk.write_sealed_warnings', [rows.map(({ id }) => id), sealed]);
    });
    await this.keeper.noteRotation(context, version, 'risk', rows.length, false);
    return rows.at(-1)?.id;
  }
}
