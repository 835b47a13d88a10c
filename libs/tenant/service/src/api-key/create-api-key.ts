import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseInstant, toEpochMs, type Clock, type Instant } from '@fanxing/kernel';
import { isAddressOrNetwork, newBearerSecret, type BearerSecret } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import {
  isOpenToKeys,
  mustBeAllowedTo,
  permissions,
  permissionsOf,
  type Permission,
  type Role,
  type TenantContext,
} from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { CreateApiKeyInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { ReadActiveTenant } from '../tenant/read-active-tenant.js';
import { parseTenantRoles } from '../user/tenant-roles.js';
import { mustBeAbleToGive } from './able-to-give.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyStore } from './api-key.store.js';

export interface CreatedApiKey {
  readonly apiKey: ApiKey;
  /** Null when it was shown before. */
  readonly secret: string | null;
}

const lifetimeMsMax = 366 * 24 * 3_600_000;
const addressesMax = 20;
const keysMax = 100;

/**
 * Makes a key for the sandbox. The secret is in no record: it is shown to whoever asked first. Fails with SANDBOX_ONLY in live.
 */
@Injectable()
export class CreateApiKey {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ApiKeyStore,
    private readonly readActiveTenant: ReadActiveTenant,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: CreateApiKeyInput): Promise<CreatedApiKey> {
    mustBeAllowedTo(context, 'api-key:manage');
    if (context.environment !== 'sandbox') throw new Fault('SANDBOX_ONLY', { what: 'createApiKey' });
    await this.readActiveTenant.run(context);
    const { idempotencyKey } = input;
    const command = {
      operation: 'createApiKey',
      permission: 'api-key:manage',
      idempotencyKey,
      input,
    } as const;
    let secret: BearerSecret | undefined;
    const apiKey = await this.road.run(context, command, async (transaction) => {
      secret = newBearerSecret('api-key', context.tenantId, context.environment);
      const made = this.keyOf(context, input, secret.prefix);
      if ((await this.store.countGood(transaction, this.clock.now())) >= keysMax)
        throw invalid(`An environment has at most ${keysMax} good keys: revoke one first`, 'input');
      await this.store.insert(transaction, made, secret);
      const { id, name, roles, scopes, addresses, expiresAt } = made;
      const after = { name, roles, scopes, addresses, expiresAt };
      return { answer: made, subject: { kind: 'api-key', id }, after };
    });
    return { apiKey, secret: secret?.text ?? null };
  }

  private keyOf(context: TenantContext, input: CreateApiKeyInput, prefix: string): ApiKey {
    const roles = parseTenantRoles(input.roles, 'input.roles');
    const now = this.clock.now();
    return {
      id: newId('apiKey'),
      name: plainLine(input.name, 100, 'input.name'),
      prefix,
      roles,
      scopes: parseScopes(context, roles, input.scopes ?? undefined),
      addresses: parseAddresses(input.addresses ?? undefined),
      status: 'ACTIVE',
      expiresAt: parseEnd(input.expiresAt, now),
      lastUsedAt: null,
      createdAt: now,
      createdBy: context.actor.id,
    };
  }
}

/** Fails with INPUT_INVALID for what the roles do not permit, and with FORBIDDEN for what the maker can't give. */
function parseScopes(
  context: TenantContext,
  roles: readonly Role[],
  texts: readonly string[] | undefined,
): Permission[] {
  const possible = permissions.filter(
    (permission) => isOpenToKeys(permission) && roles.some((role) => permissionsOf(role).has(permission)),
  );
  const scopes = texts ? possible.filter((permission) => texts.includes(permission)) : possible;
  if (scopes.length === 0 || (texts && scopes.length !== new Set(texts).size))
    throw invalid(`scopes are one or more of ${possible.join(', ')}`, 'input.scopes');
  mustBeAbleToGive(context, scopes, 'input.scopes');
  return scopes;
}

function parseAddresses(texts: readonly string[] | undefined): readonly string[] | null {
  if (texts === undefined) return null;
  if (texts.length >= 1 && texts.length <= addressesMax && texts.every(isAddressOrNetwork)) return texts;
  throw invalid(
    `addresses are 1 to ${addressesMax} addresses or networks, such as 203.0.113.0/24`,
    'input.addresses',
  );
}

function parseEnd(text: string, now: Instant): Instant {
  const end = parseInstant(text, 'input.expiresAt');
  const leftMs = toEpochMs(end) - toEpochMs(now);
  if (leftMs > 0 && leftMs <= lifetimeMsMax) return end;
  throw invalid('expiresAt must be within a year from now', 'input.expiresAt');
}

function invalid(problem: string, path: string): Fault {
  return new Fault('INPUT_INVALID', { problem }, path);
}
