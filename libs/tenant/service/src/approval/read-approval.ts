import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import {
  fourEyesOptions,
  fourEyesTable,
  mustBeAllowedTo,
  type TenantContext,
} from '@fanxing/runtime/identity';
import type { FourEyes } from '../generated/schema.js';
import type { Approval } from './approval.js';
import { ApprovalStore } from './approval.store.js';

@Injectable()
export class ReadApproval {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: ApprovalStore,
  ) {}

  /** Fails with NOT_FOUND. */
  async run(context: TenantContext, idText: string): Promise<Approval> {
    mustBeAllowedTo(context, 'approval:read');
    const id = parseId('approval', idText, 'id');
    const found = await this.database.transaction(context, (transaction) => this.store.find(transaction, id));
    if (!found) throw new Fault('NOT_FOUND', { what: 'approval', id }, 'id');
    return found;
  }

  async page(context: TenantContext, input: PageArguments): Promise<Connection<Approval>> {
    mustBeAllowedTo(context, 'approval:read');
    const page = parsePage(input, context, 'approvals');
    return this.database.transaction(context, async (transaction) =>
      connectionOf(page, await this.store.list(transaction, page)),
    );
  }

  async fourEyes(context: TenantContext): Promise<FourEyes> {
    mustBeAllowedTo(context, 'tenant:read');
    return shownFourEyes(
      await this.database.transaction(context, (transaction) => this.store.operations(transaction)),
    );
  }
}

/** What needs two persons, with what always does and what could. */
export function shownFourEyes(operations: readonly string[]): FourEyes {
  const always = Object.entries(fourEyesTable).flatMap(([name, rule]) => (rule === 'always' ? [name] : []));
  return { always, operations, options: fourEyesOptions };
}
