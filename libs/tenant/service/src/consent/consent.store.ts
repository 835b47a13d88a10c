import { Injectable } from '@nestjs/common';
import { fromEpochMs, type Id, type Instant } from '@fanxing/kernel';
import type { ConsentPurpose } from '@fanxing/tenant-contract';
import { ServiceDatabase, type Page, type TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { activeTraceId } from '@fanxing/runtime/telemetry';
import { keysetOf } from '@fanxing/runtime/database';
import { ConsentEntity } from './consent.entity.js';
import type { Consent } from './consent.js';

/** A consent to be kept, with the key that recognises its request. */
export interface Grant {
  readonly idempotencyKey: string;
  readonly requestHash: string;
  readonly consent: Consent;
  readonly proof: string;
}

@Injectable()
export class ConsentStore {
  constructor(private readonly database: ServiceDatabase) {}

  /**
   * Key, consent and audit record in one call. Answers the consent of the first request with this key; undefined
   * when that was another request.
   */
  async grant(context: TenantContext, grant: Grant): Promise<Consent | undefined> {
    const [row] = await this.database.call<{ answer: Consent }>(context, 'tenant.grant_consent', [
      grant.idempotencyKey,
      grant.requestHash,
      JSON.stringify(grant.consent),
      grant.proof,
      newId('audit'),
      context.actor.kind,
      context.actor.id,
      activeTraceId(),
    ]);
    return row?.answer;
  }

  /** The id of the consent in force at a moment. */
  async inForce(
    context: TenantContext,
    borrowerId: string,
    purpose: ConsentPurpose,
    at: Instant,
  ): Promise<string | undefined> {
    const [row] = await this.database.call<{ consent_id: string }>(context, 'tenant.check_consent', [
      borrowerId,
      purpose,
      at,
    ]);
    return row?.consent_id;
  }

  async find(
    transaction: TenantTransaction,
    id: Id<'consent'>,
    locked = false,
  ): Promise<Consent | undefined> {
    const row = await transaction.manager.findOne(ConsentEntity, {
      where: { ...scopeOf(transaction), id },
      ...(locked && { lock: { mode: 'pessimistic_write' as const } }),
    });
    return row ? consentIn(row) : undefined;
  }

  async list(transaction: TenantTransaction, borrowerId: string, page: Page): Promise<Consent[]> {
    const { where, ...rest } = keysetOf(page);
    const rows = await transaction.manager.find(ConsentEntity, {
      ...rest,
      where: { ...scopeOf(transaction), borrowerId, ...where },
    });
    return rows.map(consentIn);
  }

  async withdraw(transaction: TenantTransaction, id: Id<'consent'>, at: Instant): Promise<void> {
    await transaction.manager.update(ConsentEntity, { ...scopeOf(transaction), id }, { withdrawnAt: at });
  }
}

function scopeOf({ context }: TenantTransaction): { tenantId: string; environment: string } {
  return { tenantId: context.tenantId, environment: context.environment };
}

function consentIn(row: ConsentEntity): Consent {
  const { purpose, textVersion } = row;
  return {
    id: row.id as Id<'consent'>,
    borrowerId: row.borrowerId as Id<'borrower'>,
    purpose,
    textVersion,
    grantedAt: fromEpochMs(row.grantedAt.getTime()),
    expiresAt: instantIn(row.expiresAt),
    withdrawnAt: instantIn(row.withdrawnAt),
  };
}

function instantIn(date: Date | null): Instant | null {
  return date === null ? null : fromEpochMs(date.getTime());
}
