import { Injectable } from '@nestjs/common';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { AccountStanding } from '@fanxing/runtime/caller';
import type { Role, TenantContext } from '@fanxing/runtime/identity';
import { PersonIndex, type PersonKept } from './person-index.js';

interface StandingRow extends Record<string, unknown> {
  readonly is_open: boolean;
  readonly tokens_from_ms: string | null;
  readonly roles: Role[];
}

interface PersonRow extends PersonKept, Record<string, unknown> {
  readonly actor_id: string;
  /** Without environment and tenant. */
  readonly username: string;
}

@Injectable()
export class AccountStore {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly personIndex: PersonIndex,
  ) {}

  async standing(context: TenantContext, kind: 'person' | 'client', id: string): Promise<AccountStanding> {
    const [row] = await this.database.call<StandingRow>(context, 'tenant.account_standing', [kind, id]);
    if (!row) return { isOpen: false, tokensFromMs: 0, roles: [] };
    return { isOpen: row.is_open, tokensFromMs: Number(row.tokens_from_ms ?? 0), roles: row.roles };
  }

  /** In the order asked for; an account that nobody knows stands for itself. */
  async personsOf(context: TenantContext, actorIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.call<PersonRow>(context, 'tenant.persons_of', [actorIds]);
    const persons = await Promise.all(
      rows.map(async (row): Promise<[string, string]> => {
        const index = await this.personIndex.ofKept(context, row);
        return [row.actor_id, index ? `person ${index.toString('hex')}` : `name ${row.username}`];
      }),
    );
    const known = new Map(persons);
    return actorIds.map((id) => known.get(id) ?? `account ${id}`);
  }
}
