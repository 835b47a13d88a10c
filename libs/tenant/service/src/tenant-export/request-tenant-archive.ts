import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { RequestTenantArchiveInput } from '../generated/schema.js';
import type { TenantExport } from './tenant-export.js';
import { TenantExportStore } from './tenant-export.store.js';

/**
 * A person of the bank asks for all that the bank has, to take it along; a job makes it. Fails with APPROVAL_NEEDED where another
 * person has to agree, and with ALREADY_EXISTS while one is being made.
 */
@Injectable()
export class RequestTenantArchive {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: TenantExportStore,
    private readonly fourEyes: FourEyes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: RequestTenantArchiveInput): Promise<TenantExport> {
    mustBeAPerson(context);
    await this.fourEyes.mustBeApproved(context, 'requestTenantArchive', input);
    const { idempotencyKey } = input;
    const command = {
      operation: 'requestTenantArchive',
      permission: 'tenant:export',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const made: TenantExport = {
        id: newId('tenantExport'),
        status: 'PREPARING',
        requestedBy: context.actor.id,
        requestedAt: this.clock.now(),
        ...{ expiresAt: null, rows: null, bytes: null, sha256: null },
      };
      if (!(await this.store.insert(transaction, made)))
        throw new Fault('ALREADY_EXISTS', { what: 'export', name: 'PREPARING' });
      await this.store.goOn(transaction, made.id, 0);
      return { answer: made, subject: { kind: 'export', id: made.id }, after: { status: made.status } };
    });
  }
}

/** All of a bank's customers in one file are for somebody who can be held to it: never for a program. */
export function mustBeAPerson(context: TenantContext): void {
  mustBeAllowedTo(context, 'tenant:export');
  if (context.actor.kind !== 'person') throw new Fault('FORBIDDEN', { permission: 'tenant:export' });
}
