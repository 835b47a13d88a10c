import { Injectable } from '@nestjs/common';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { AccountStanding } from '@fanxing/runtime/caller';
import type { Role, TenantContext } from '@fanxing/runtime/identity';

interface StandingRow extends Record<string, unknown> {
  readonly is_open: boolean;
  readonly tokens_from_ms: string | null;
  readonly roles: Role[];
}

@Injectable()
export class AccountStore {
  constructor(private readonly database: ServiceDatabase) {}

  async standing(context: TenantContext, kind: 'person' | 'client', id: string): Promise<AccountStanding> {
    const [row] = await this.database.call<StandingRow>(context, 'tenant.account_standing', [kind, id]);
    if (!row) return { isOpen: false, tokensFromMs: 0, roles: [] };
    return { isOpen: row.is_open, tokensFromMs: Number(row.tokens_from_ms ?? 0), roles: row.roles };
  }

  /** In the order asked for; an account that nobody knows stands for itself. */
  async personsOf(context: TenantContext, actorIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.call<{ actor_id: string; person: string }>(
      context,
      'tenant.persons_of',
      [actorIds],
    );
    const persons = new Map(rows.map(({ actor_id, person }) => [actor_id, person]));
    return actorIds.map((id) => persons.get(id) ?? `account ${id}`);
  }
}
