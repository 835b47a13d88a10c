import { PassThrough } from 'node:stream';
import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { formatError } from '@fanxing/runtime/subgraph';
import { answerOperation, checkedOperation, type AnswerOptions } from '../answer-operation.js';
import type { Visit } from '../limits/admission.js';
import { outwardErrors } from '../outward-errors.js';
import { readBody, type GraphqlBody } from '../request/read-body.js';
import { RequestLife } from '../request/request-life.js';
import { asQuery } from './as-query.js';
import type { Changes } from './changes.js';

export interface StatusStreamsOptions extends AnswerOptions {
  readonly changes: Changes;
  verify(authorization: string | undefined, address: string): Promise<TenantContext>;
  /** Fails when the caller's tenant is suspended or gone. */
  mustBeActive(caller: TenantContext): Promise<unknown>;
}

/** One request for a stream that was let in. */
export interface StreamRequest {
  readonly visit: Visit;
  readonly authorization: string;
  readonly address: string;
  readonly body: unknown;
}

/** What is watched, by whom, and how it was shown last. */
interface Watch extends StreamRequest {
  readonly query: GraphqlBody & { readonly query: string };
  readonly id: string | undefined;
  readonly stream: PassThrough;
  readonly life: RequestLife;
}

export const streamsOfClientMax = 10;
const streamsOfTenantMax = 200;
/** How long a change may stay unseen when nobody tells of it, and an account that was closed may still listen. */
const lookEveryMs = 2_000;
const heartbeatMs = 15_000;
const streamMsMax = 3_600_000;
const closeWithinMs = 1_000;
/** A listener that does not read is let go. */
const unreadBytesMax = 256 * 1024;
/** What passes by itself: the stream waits for it. */
const passing: ReadonlySet<unknown> = new Set(['RATE_LIMITED', 'UNAVAILABLE']);

/**
 * Subscriptions, each a stream of server-sent events of its own (GraphQL over SSE, distinct connections). A stream asks its query in
 * its caller's name whenever something may have changed, and tells what has. So what it shows, to whom and at what price is what the
 * query shows; it ends with the token, the account, the tenant, or after an hour.
 */
export class StatusStreams {
  private readonly open = new Set<PassThrough>();
  private readonly counts = new Map<string, number>();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly options: StatusStreamsOptions) {}

  /**
   * Begins a stream; undefined when no subscription is asked for. Fails as a query's document does, with TENANT_NOT_ACTIVE, or
   * with TOO_MANY_STREAMS.
   */
  async begin(request: StreamRequest): Promise<PassThrough | undefined> {
    const { visit, body } = request;
    const given = readBody(body);
    const { document, isSubscription } = await checkedOperation(given, visit, this.options);
    if (!isSubscription) return undefined;
    const { text, id } = asQuery(document, given.operationName, given.variables);
    await this.options.mustBeActive(visit.caller);
    const leave = this.enter(visit.caller);
    const stream = new PassThrough();
    this.open.add(stream);
    const query = { ...given, query: text, sha256: undefined };
    const watch = { ...request, query, id, stream, life: new RequestLife(stream as never) };
    const run = this.watch(watch).finally(() => {
      leave();
      this.open.delete(stream);
      stream.end();
      this.running.delete(run);
    });
    this.running.add(run);
    return stream;
  }

  /** Ends all streams. A look that is under way reads and nothing more, so it is not waited for long. */
  async close(): Promise<void> {
    for (const stream of this.open) stream.destroy();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, closeWithinMs)));
    await Promise.race([Promise.all(this.running), patience]);
    clearTimeout(timer);
  }

  private async watch(watch: Watch): Promise<void> {
    const { stream, visit } = watch;
    const { tenantId, environment } = visit.caller;
    const endsMs = performance.now() + streamMsMax;
    let wake: () => void = () => undefined;
    let isHinted = false;
    const hint = (): void => {
      isHinted = true;
      wake();
    };
    const unlisten = this.options.changes.listen(tenantId, environment, watch.id ?? '', hint);
    const heartbeat = setInterval(() => stream.write(':\n\n'), heartbeatMs).unref();
    stream.once('close', () => wake());
    let shown = '';
    try {
      while (!stream.destroyed && performance.now() < endsMs) {
        isHinted = false;
        const answered = await this.look(watch);
        if (stream.destroyed) return;
        if (answered.text !== undefined && answered.text !== shown) {
          shown = answered.text;
          stream.write(`event: next\ndata: ${shown}\n\n`);
        }
        if (answered.isLast || stream.writableLength > unreadBytesMax) break;
        if (isHinted) continue;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookEveryMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      if (!stream.destroyed) stream.write('event: complete\ndata:\n\n');
    } finally {
      clearInterval(heartbeat);
      unlisten();
    }
  }

  /** Who it is is asked anew each time; then what is watched. */
  private async look(watch: Watch): Promise<{ text?: string; isLast: boolean }> {
    const { admission, verify, mustBeActive } = this.options;
    try {
      const caller = await verify(watch.authorization, watch.address);
      await mustBeActive(caller);
      const visit = await admission.visit(caller);
      admission.mustBeWelcome(visit);
      const { result } = await answerOperation(
        {
          visit,
          authorization: watch.authorization,
          body: { query: watch.query.query, variables: watch.query.variables },
          life: watch.life,
          isOwnText: true,
        },
        this.options,
      );
      const [error] = result.errors ?? [];
      if (error && passing.has(error.extensions?.['code'])) return { isLast: false };
      return { text: JSON.stringify(result), isLast: error !== undefined };
    } catch (error) {
      const isLive = watch.visit.caller.environment === 'live';
      const errors = outwardErrors([formatError(error)], isLive);
      if (error instanceof Fault && passing.has(error.category)) return { isLast: false };
      return { text: JSON.stringify({ errors }), isLast: true };
    }
  }

  /** Counts a stream of a client and its tenant; the answer is called when it ends. */
  private enter({ tenantId, environment, actor }: TenantContext): () => void {
    const tenant = `${tenantId}/${environment}`;
    const limits: [string, number][] = [
      [`${tenant}/${actor.id}`, streamsOfClientMax],
      [tenant, streamsOfTenantMax],
    ];
    for (const [key, limit] of limits)
      if ((this.counts.get(key) ?? 0) >= limit) throw new Fault('TOO_MANY_STREAMS', { limit });
    for (const [key] of limits) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    return () => {
      for (const [key] of limits) {
        const left = (this.counts.get(key) ?? 1) - 1;
        if (left > 0) this.counts.set(key, left);
        else this.counts.delete(key);
      }
    };
  }
}
