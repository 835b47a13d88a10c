import { Injectable } from '@nestjs/common';
import type { Instant } from '@fanxing/kernel';
import type { Page, TenantTransaction } from '@fanxing/runtime/database';
import type {
  RequestResult,
  SubjectRequest,
  SubjectRequestKind,
  SubjectRequestRejection,
  SubjectRequestStatus,
} from './subject-request.js';

type Row = SubjectRequest & Record<string, unknown>;

const columns = `id, borrower_id AS "borrowerId", kind, status, details, correction, decision_id AS "decisionId", opened_by AS "openedBy",
  opened_at AS "openedAt", due_at AS "dueAt", handled_by AS "handledBy", ended_at AS "endedAt", rejection,
  rejection_note AS "rejectionNote", result`;
const own = 'tenant_id = $1 AND environment = $2';

export interface SubjectRequestFilter {
  readonly borrowerId: string | null;
  readonly kind: SubjectRequestKind | null;
  readonly status: SubjectRequestStatus | null;
  readonly dueBefore: Instant | null;
  /** Only those that wait and whose time is over at this moment. */
  readonly overdueAt: Instant | null;
}

@Injectable()
export class SubjectRequestStore {
  /** `correctionSealed` stands in the place of the correction. */
  async add(
    { query, context }: TenantTransaction,
    request: SubjectRequest & { readonly correctionSealed: string | null },
  ): Promise<void> {
    await query(
      'add subject request',
      `INSERT INTO tenant.subject_request
         (tenant_id, environment, id, borrower_id, kind, status, details, correction, decision_id, opened_by, opened_at, due_at)
       VALUES ($1, $2, $3, $4, $5, 'OPEN', $6, $7, $8, $9, $10, $11)`,
      [
        ...keyOf(context),
        request.id,
        request.borrowerId,
        request.kind,
        request.details,
        request.correctionSealed && JSON.stringify(request.correctionSealed),
        request.decisionId,
        request.openedBy,
        request.openedAt,
        request.dueAt,
      ],
    );
    await this.watchDeadlines({ query, context });
  }

  async find(
    { query, context }: TenantTransaction,
    id: string,
    locked = false,
  ): Promise<SubjectRequest | undefined> {
    const [row] = await query<Row>(
      locked ? 'lock subject request' : 'find subject request',
      `SELECT ${columns} FROM tenant.subject_request WHERE ${own} AND id = $3${locked ? ' FOR UPDATE' : ''}`,
      [...keyOf(context), id],
    );
    return row;
  }

  async list(
    { query, context }: TenantTransaction,
    filter: SubjectRequestFilter,
    page: Page,
  ): Promise<SubjectRequest[]> {
    return query<Row>(
      'list subject requests',
      `SELECT ${columns} FROM tenant.subject_request
       WHERE ${own} AND ($3::text IS NULL OR borrower_id = $3) AND ($4::text IS NULL OR kind = $4) AND ($5::text IS NULL OR status = $5)
         AND ($6::timestamptz IS NULL OR due_at < $6) AND ($7::timestamptz IS NULL OR ended_at IS NULL AND due_at <= $7)
         AND ($8::text IS NULL OR id > $8) AND ($9::text IS NULL OR id < $9)
       ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $10`,
      [
        ...keyOf(context),
        filter.borrowerId,
        filter.kind,
        filter.status,
        filter.dueBefore,
        filter.overdueAt,
        page.afterId,
        page.beforeId,
        page.limit,
      ],
    );
  }

  /** Those that somebody has begun. */
  async inProgress({ query, context }: TenantTransaction): Promise<string[]> {
    const rows = await query<{ id: string }>(
      'find begun subject requests',
      `SELECT id FROM tenant.subject_request WHERE ${own} AND status = 'IN_PROGRESS' ORDER BY id LIMIT 100`,
      keyOf(context),
    );
    return rows.map(({ id }) => id);
  }

  /** From here on the sweep goes on with it, should this process not live to. */
  async begin({ query, context }: TenantTransaction, id: string): Promise<void> {
    await query(
      'begin subject request',
      `UPDATE tenant.subject_request SET status = 'IN_PROGRESS', handled_by = $4 WHERE ${own} AND id = $3`,
      [...keyOf(context), id, context.actor.id],
    );
    await query('sweep later', 'SELECT tenant.sweep_later($1, $2, 30)', keyOf(context));
  }

  /** Back to where it can be begun again. */
  async putBack({ query, context }: TenantTransaction, id: string): Promise<void> {
    await query(
      'put back subject request',
      `UPDATE tenant.subject_request SET status = 'OPEN' WHERE ${own} AND id = $3 AND status = 'IN_PROGRESS'`,
      [...keyOf(context), id],
    );
  }

  async complete(
    { query, context }: TenantTransaction,
    id: string,
    at: Instant,
    result: RequestResult,
  ): Promise<void> {
    await query(
      'complete subject request',
      `UPDATE tenant.subject_request SET status = 'COMPLETED', ended_at = $4, result = $5
       WHERE ${own} AND id = $3 AND status = 'IN_PROGRESS'`,
      [...keyOf(context), id, at, JSON.stringify(result)],
    );
  }

  async reject(
    { query, context }: TenantTransaction,
    id: string,
    at: Instant,
    rejection: SubjectRequestRejection,
    note: string | null,
  ): Promise<void> {
    await query(
      'reject subject request',
      `UPDATE tenant.subject_request SET status = 'REJECTED', ended_at = $4, rejection = $5, rejection_note = $6, handled_by = $7
       WHERE ${own} AND id = $3`,
      [...keyOf(context), id, at, rejection, note, context.actor.id],
    );
  }

  /** Marks those that wait though their time is over, each once; answers them. */
  async takeOverdue({ query, context }: TenantTransaction, at: Instant): Promise<SubjectRequest[]> {
    return query<Row>(
      'take overdue subject requests',
      `UPDATE tenant.subject_request SET overdue_told_at = $3
       WHERE ${own} AND ended_at IS NULL AND due_at <= $3 AND overdue_told_at IS NULL RETURNING ${columns}`,
      [...keyOf(context), at],
    );
  }

  async watchDeadlines({ query, context }: Pick<TenantTransaction, 'query' | 'context'>): Promise<void> {
    await query('watch deadlines', 'SELECT tenant.watch_deadlines($1, $2)', keyOf(context));
  }

  /** From now on the borrower's data may be kept and not used. */
  async restrict({ query, context }: TenantTransaction, borrowerId: string, at: Instant): Promise<void> {
    await query(
      'restrict borrower',
      `INSERT INTO tenant.restriction (tenant_id, environment, borrower_id, since) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id, environment, borrower_id) DO UPDATE SET since = excluded.since, lifted_at = NULL
       WHERE restriction.lifted_at IS NOT NULL`,
      [context.tenantId, context.environment, borrowerId, at],
    );
  }

  /** Ends a restriction; false when there is none. */
  async lift({ query, context }: TenantTransaction, borrowerId: string, at: Instant): Promise<boolean> {
    const rows = await query(
      'lift restriction',
      `UPDATE tenant.restriction SET lifted_at = $4
       WHERE tenant_id = $1 AND environment = $2 AND borrower_id = $3 AND lifted_at IS NULL RETURNING borrower_id`,
      [context.tenantId, context.environment, borrowerId, at],
    );
    return rows.length > 0;
  }

  async workingDays({ query, context }: TenantTransaction): Promise<number | undefined> {
    const [row] = await query<{ working_days: number }>(
      'read subject request setting',
      `SELECT working_days FROM tenant.subject_request_setting WHERE ${own}`,
      keyOf(context),
    );
    return row?.working_days;
  }

  async setWorkingDays({ query, context }: TenantTransaction, workingDays: number): Promise<void> {
    await query(
      'set subject request setting',
      `INSERT INTO tenant.subject_request_setting (tenant_id, environment, working_days) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id, environment) DO UPDATE SET working_days = excluded.working_days`,
      [...keyOf(context), workingDays],
    );
  }
}

function keyOf({ tenantId, environment }: TenantTransaction['context']): [string, string] {
  return [tenantId, environment];
}
