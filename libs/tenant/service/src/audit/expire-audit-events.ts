import { fromEpochMs, toEpochMs, type Clock, type Instant } from '@fanxing/kernel';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { yearsOf } from './set-audit-retention.js';

interface Chain extends Record<string, unknown> {
  readonly chain_tenant_id: TenantContext['tenantId'];
  readonly chain_environment: TenantContext['environment'];
}

/**
 * Removes records that a tenant's retention no longer keeps: whole seals, oldest first, and only those that an anchor outside
 * of the database vouches for. That they went, and through which seal, is recorded in the same log.
 */
export class ExpireAuditEvents {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly clock: Clock,
  ) {}

  /** Every chain that there is; answers how many records went. */
  async runAll(): Promise<number> {
    const chains = await this.database.everywhere<Chain>(
      'audit.known_chains',
      'SELECT * FROM audit.known_chains()',
    );
    let expired = 0;
    for (const chain of chains) {
      expired += await this.run(
        systemContext(chain.chain_tenant_id, chain.chain_environment, 'audit retention'),
      );
    }
    return expired;
  }

  /** One chain, one anchored stretch at a time; answers how many records went. */
  async run(context: TenantContext): Promise<number> {
    const before = await this.keptFrom(context);
    let expired = 0;
    for (;;) {
      const events = await this.expireOnce(context, before);
      if (events === undefined) return expired;
      expired += events;
    }
  }

  private async expireOnce(context: TenantContext, before: Instant): Promise<number | undefined> {
    const { tenantId, environment, actor } = context;
    return this.database.transaction(context, async ({ query }) => {
      const [gone] = await query<{ events: string; through: string }>(
        'expire audit events',
        'SELECT events::text, through::text FROM audit.expire($1, $2, $3)',
        [tenantId, environment, before],
      );
      if (!gone) return undefined;
      await query(
        'record expired audit events',
        `INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, after)
         VALUES ($1, $2, $3, 'tenant', 'expireAuditEvents', $4, $5, 'seal', $6, jsonb_build_object('events', $7::int, 'before', $8::text))`,
        [tenantId, environment, newId('audit'), actor.kind, actor.id, gone.through, gone.events, before],
      );
      return Number(gone.events);
    });
  }

  /** Records of seals before this moment are no longer kept. */
  private async keptFrom(context: TenantContext): Promise<Instant> {
    const years = await this.database.transaction(context, yearsOf);
    const now = new Date(toEpochMs(this.clock.now()));
    now.setUTCFullYear(now.getUTCFullYear() - years);
    return fromEpochMs(now.getTime());
  }
}
