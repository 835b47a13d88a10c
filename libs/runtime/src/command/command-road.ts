import { createHash } from 'node:crypto';
import { Fault } from '@fanxing/kernel';
import type { ServiceDatabase, TenantTransaction } from '../database/index.js';
import { newId } from '../identifier/index.js';
import { mustBeAllowedTo, type Permission, type TenantContext } from '../identity/index.js';
import { activeTraceId, withSpan } from '../telemetry/index.js';

/** What is to be done, by whom it may be done, and how a repeated request is recognised. */
export interface Command {
  /** The mutation's name; also the audit record's action. */
  readonly operation: string;
  readonly permission: Permission;
  /** Same key and same input: same answer. Same key and another input: IDEMPOTENCY_CONFLICT. */
  readonly idempotencyKey?: string | null | undefined;
  /** The input as it came, hashed to recognise a reused key. */
  readonly input: unknown;
}

export interface CommandOutcome<Answer> {
  /** What the caller gets, now and when the request is repeated: JSON only. */
  readonly answer: Answer;
  /** What the audit record is about. */
  readonly subject: { readonly kind: string; readonly id: string };
  /** All that it is about, when that is more than one thing. */
  readonly subjectIds?: readonly string[];
  /** The changed part of the subject as it was; left out for what is new. */
  readonly before?: AuditedState;
  /** The changed part of the subject as it is now. */
  readonly after?: AuditedState;
}

/**
 * What an audit record keeps of a thing. It is never erased, so it holds no person's data: `masked` stands for such a value.
 * Amounts and rates are text, as everywhere in JSON.
 */
export interface AuditedState {
  readonly [name: string]: AuditedValue;
}
export type AuditedValue =
  string | number | boolean | null | undefined | readonly AuditedValue[] | AuditedState;

/** Stands in an audit record where a person's data, or a secret, was set. */
export const masked = '•••';

/**
 * The one road of every write that is not a hot path: who may → tenant → idempotency → operation → audit → commit,
 * again (bounded) when the database asks for it. Hot paths do the same steps inside one SQL function.
 */
export class CommandRoad {
  constructor(
    private readonly database: ServiceDatabase,
    /** The service's name, which is its schema's name. */
    private readonly service: string,
  ) {}

  async run<Answer>(
    context: TenantContext,
    command: Command,
    work: (transaction: TenantTransaction) => Promise<CommandOutcome<Answer>>,
  ): Promise<Answer> {
    mustBeAllowedTo(context, command.permission);
    return withSpan(`command ${command.operation}`, {}, () =>
      this.database.transaction(context, async (transaction) => {
        const earlier = await this.claimKey<Answer>(transaction, command);
        if (earlier) return earlier.answer;
        const outcome = await work(transaction);
        await this.keepAnswer(transaction, command, outcome.answer);
        await this.writeAudit(transaction, command, outcome);
        return outcome.answer;
      }),
    );
  }

  /** Takes the key for this transaction. A second request with it waits here until the first has ended. */
  private async claimKey<Answer>(
    transaction: TenantTransaction,
    command: Command,
  ): Promise<{ answer: Answer } | undefined> {
    const key = command.idempotencyKey;
    if (key === null || key === undefined) return undefined;
    const { tenantId, environment } = transaction.context;
    const hash = requestHash(command.input);
    const scope = [tenantId, environment, command.operation, mustBeKey(key)];
    const claimed = await transaction.query(
      'claim idempotency key',
      `INSERT INTO ${this.service}.idempotency_key (tenant_id, environment, operation, key, request_hash)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING key`,
      [...scope, hash],
    );
    if (claimed.length > 0) return undefined;
    const [earlier] = await transaction.query<{ request_hash: string; answer: Answer }>(
      'read idempotent answer',
      `SELECT request_hash, answer FROM ${this.service}.idempotency_key
       WHERE tenant_id = $1 AND environment = $2 AND operation = $3 AND key = $4`,
      scope,
    );
    if (!earlier || earlier.request_hash !== hash)
      throw new Fault('IDEMPOTENCY_CONFLICT', {}, 'input.idempotencyKey');
    return { answer: earlier.answer };
  }

  private async keepAnswer(transaction: TenantTransaction, command: Command, answer: unknown): Promise<void> {
    if (command.idempotencyKey === null || command.idempotencyKey === undefined) return;
    const { tenantId, environment } = transaction.context;
    await transaction.query(
      'keep idempotent answer',
      `UPDATE ${this.service}.idempotency_key SET answer = $5
       WHERE tenant_id = $1 AND environment = $2 AND operation = $3 AND key = $4`,
      [tenantId, environment, command.operation, command.idempotencyKey, JSON.stringify(answer)],
    );
  }

  private async writeAudit(
    transaction: TenantTransaction,
    command: Command,
    { subject, subjectIds, before, after }: CommandOutcome<unknown>,
  ): Promise<void> {
    const { tenantId, environment, actor } = transaction.context;
    await transaction.query(
      'write audit event',
      `INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, subject_ids,
                                before, after, trace_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        tenantId,
        environment,
        newId('audit'),
        this.service,
        command.operation,
        actor.kind,
        actor.id,
        subject.kind,
        subject.id,
        subjectIds ?? null,
        before ? JSON.stringify(before) : null,
        after ? JSON.stringify(after) : null,
        activeTraceId(),
      ],
    );
  }
}

/** A digest of the input that does not depend on the order of its keys. */
export function requestHash(input: unknown): string {
  return createHash('sha256').update(canonical(input)).digest('base64url');
}

/** Fails with INPUT_INVALID unless the text can be an idempotency key. */
export function mustBeKey(key: string): string {
  // PostgreSQL has no text with a zero character.
  if (key.length === 0 || key.length > 255 || key.includes('\0')) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: 'idempotencyKey must have 1 to 255 characters, none of them zero' },
      'input.idempotencyKey',
    );
  }
  return key;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
