import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseCurrency, parseTimeZone, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { CreateTenantInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { directoryOf } from './directory.js';
import type { Tenant } from './tenant.js';
import { TenantStore } from './tenant.store.js';

/** An operator enters a partner bank; another one has to approve it. Fails with ALREADY_EXISTS when its slug is taken. */
@Injectable()
export class CreateTenant {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: TenantStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: CreateTenantInput): Promise<Tenant> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'createTenant',
      permission: 'tenant:create',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(directoryOf(context), command, async (transaction) => {
      const tenant: Tenant = {
        id: newId('tenant'),
        name: plainLine(input.name, 200, 'input.name'),
        slug: readSlug(input.slug),
        currency: parseCurrency(input.currency, 'input.currency'),
        timeZone: parseTimeZone(input.timeZone, 'input.timeZone'),
        status: 'IN_REVIEW',
        createdBy: context.actor.id,
        approvedBy: null,
        rejectedBy: null,
        rejection: null,
        createdAt: this.clock.now(),
      };
      if (!(await this.store.insert(transaction, tenant))) {
        throw new Fault('ALREADY_EXISTS', { what: 'tenant', name: tenant.slug }, 'input.slug');
      }
      const { slug, currency, timeZone, status } = tenant;
      return {
        answer: tenant,
        subject: { kind: 'tenant', id: tenant.id },
        after: { slug, currency, timeZone, status },
      };
    });
  }
}

function readSlug(text: string): string {
  if (/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/.test(text)) return text;
  const problem = 'A slug is 2 to 40 of a–z, 0–9 and dashes, with no dash at either end';
  throw new Fault('INPUT_INVALID', { problem }, 'input.slug');
}
