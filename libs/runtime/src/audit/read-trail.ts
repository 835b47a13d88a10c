import type { ServiceDatabase } from '../database/index.js';
import { newId } from '../identifier/index.js';
import type { TenantContext } from '../identity/index.js';
import { activeTraceId } from '../telemetry/index.js';
import { readPurposeOf } from './read-purpose.js';

/** One request's reads of personal data: which things of each kind it was shown. */
export class ReadTrail {
  private readonly kinds = new Map<string, Set<string>>();

  /** `kind` is the noun in the record, such as `borrower`. */
  note(kind: string, id: string): void {
    const ids = this.kinds.get(kind);
    if (ids) ids.add(id);
    else this.kinds.set(kind, new Set([id]));
  }

  get reads(): readonly { readonly kind: string; readonly ids: readonly string[] }[] {
    return [...this.kinds].map(([kind, ids]) => ({ kind, ids: [...ids] }));
  }
}

/** More are counted, not named: nobody can look at them, and what was asked for stands in the trace. */
const namedMax = 200;

interface Waiting {
  readonly context: TenantContext;
  readonly rows: ReadRow[];
  readonly done: (error?: unknown) => void;
}

interface ReadRow {
  readonly id: string;
  readonly action: string;
  readonly actorKind: string;
  readonly actorId: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly subjectIds: readonly string[] | null;
  readonly count: number;
  readonly purpose: string;
  readonly traceId: string | null;
}

/**
 * Writes down who read which personal data and for what, before the reader is answered. One record for a kind of thing in a
 * request, however long the page; requests of one tenant that wait at the same time share a statement.
 */
export class ReadRecorder {
  private readonly waiting = new Map<string, Waiting[]>();
  private readonly writing = new Set<string>();

  constructor(
    private readonly database: ServiceDatabase,
    private readonly service: string,
  ) {}

  /** Answers when the records are committed; fails when they can not be, and then nothing may be shown. */
  async record(context: TenantContext, trail: ReadTrail): Promise<void> {
    const rows = trail.reads.map(({ kind, ids }) => rowOf(context, kind, ids));
    if (rows.length === 0 || context.actor.kind === 'system') return;
    const chain = `${context.tenantId}/${context.environment}`;
    await new Promise<void>((resolve, reject) => {
      const done = (error?: unknown): void => (error === undefined ? resolve() : reject(error as Error));
      const others = this.waiting.get(chain);
      if (others) others.push({ context, rows, done });
      else this.waiting.set(chain, [{ context, rows, done }]);
      if (!this.writing.has(chain)) void this.writeWaiting(chain);
    });
  }

  private async writeWaiting(chain: string): Promise<void> {
    this.writing.add(chain);
    for (let batch = this.take(chain); batch; batch = this.take(chain)) {
      const context = batch[0]?.context as TenantContext;
      const error = await this.insert(
        context,
        batch.flatMap(({ rows }) => rows),
      ).then(
        () => undefined,
        (reason: unknown) => reason ?? new Error('reads could not be recorded'),
      );
      for (const { done } of batch) done(error);
    }
    this.writing.delete(chain);
  }

  private take(chain: string): Waiting[] | undefined {
    const batch = this.waiting.get(chain);
    this.waiting.delete(chain);
    return batch;
  }

  private async insert(context: TenantContext, rows: readonly ReadRow[]): Promise<void> {
    await this.database.call(context, 'audit.record_reads', [this.service, JSON.stringify(rows)]);
  }
}

function rowOf(context: TenantContext, kind: string, ids: readonly string[]): ReadRow {
  const { actor } = context;
  const [first = ''] = ids;
  return {
    id: newId('audit'),
    action: `read${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
    actorKind: actor.kind,
    actorId: actor.id,
    kind,
    subjectId: first,
    subjectIds: ids.length > 1 ? ids.slice(0, namedMax) : null,
    count: ids.length,
    purpose: readPurposeOf(context),
    traceId: activeTraceId(),
  };
}
