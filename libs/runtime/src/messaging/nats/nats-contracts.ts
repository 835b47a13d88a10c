import { setTimeout as pause } from 'node:timers/promises';
import { errors, type Msg, type Subscription as NatsSubscription } from '@nats-io/transport-node';
import { Fault, isId, type FaultShape } from '@fanxing/kernel';
import type { TenantContext } from '../../identity/tenant-context.js';
import { extractTraceContext, logger, recordUnexpected } from '../../telemetry/index.js';
import type { Contract } from '../contract.js';
import type { InFlight } from '../in-flight.js';
import { answerCall, unavailable, type Served } from '../served.js';
import { Admission } from './admission.js';
import { carrierOf, tracedHeaders, type NatsLink } from './nats-link.js';

const log = logger('messaging.nats');
const deadlineHeader = 'fanxing-deadline-ms';
const runningMax = 64;
const waitingMax = 1_000;

interface Request {
  readonly context: TenantContext;
  readonly input: unknown;
}

type Reply = { readonly output?: unknown } | { readonly fault: FaultShape };

/** Begins to answer for a contract; processes that serve the same contract share its calls. */
export function serveByNats(link: NatsLink, served: Served, inFlight: InFlight): NatsSubscription[] {
  const admission = new Admission(runningMax, waitingMax);
  return Object.keys(served.contract.operations).map((operation) =>
    link.connection.subscribe(subjectOf(served.contract, operation), {
      queue: served.contract.name,
      callback: (error, message) => {
        if (error)
          log.error({ error, contract: served.contract.name, operation }, 'a contract can not be served');
        else void inFlight.track(answer(served, operation, message, admission));
      },
    }),
  );
}

async function answer(served: Served, operation: string, message: Msg, admission: Admission): Promise<void> {
  const waitMsMax =
    Number(message.headers?.get(deadlineHeader)) || served.contract.operations[operation]?.deadlineMs || 0;
  const busy = { fault: unavailable(served.contract.name).toJSON() };
  const reply = await admission.run(
    () => replyTo(served, operation, message),
    waitMsMax,
    (): Reply => busy,
  );
  try {
    message.respond(JSON.stringify(reply));
  } catch (error) {
    const fault = recordUnexpected(log, error, { contract: served.contract.name, operation });
    message.respond(JSON.stringify({ fault: fault.toJSON() }));
  }
}

async function replyTo(served: Served, operation: string, message: Msg): Promise<Reply> {
  try {
    const { context, input } = readRequest(message);
    const output = await extractTraceContext(carrierOf(message.headers), () =>
      answerCall(served, operation, context, input),
    );
    return { output };
  } catch (error) {
    const fault = recordUnexpected(log, error, { contract: served.contract.name, operation });
    return { fault: fault.toJSON() };
  }
}

/** The bus is ours alone, but whoever may write to it must still not act without a tenant. */
function readRequest(message: Msg): Request {
  const { context, input } = JSON.parse(message.string()) as Request;
  const { tenantId, environment, actor, roles } = context;
  const known = isId('tenant', tenantId) && (environment === 'sandbox' || environment === 'live');
  if (!known || typeof actor?.id !== 'string' || !Array.isArray(roles))
    throw new Error('the request has no tenant context');
  return { context, input };
}

/**
 * Sends a call and waits for its answer. Nothing is sent twice, except a lookup that nobody was there to take:
 * that one is tried again until its deadline.
 */
export async function callByNats(
  link: NatsLink,
  contract: Contract,
  operation: string,
  context: TenantContext,
  input: unknown,
): Promise<unknown> {
  const { deadlineMs, lookup } = contract.operations[operation] ?? { deadlineMs: 0, lookup: false };
  const body = JSON.stringify({ context, input } satisfies Request);
  const giveUpAt = performance.now() + deadlineMs;
  for (let waitMs = 25; ; waitMs = Math.min(waitMs * 2, 500)) {
    const leftMs = Math.floor(giveUpAt - performance.now());
    const reply =
      leftMs > 0 && link.connected ? await ask(link, contract, operation, body, leftMs) : 'nobody';
    if (reply !== 'nobody') return readReply(reply);
    if (!lookup || leftMs <= waitMs) throw unavailable(contract.name);
    await pause(waitMs);
  }
}

async function ask(
  link: NatsLink,
  contract: Contract,
  operation: string,
  body: string,
  timeoutMs: number,
): Promise<Msg | 'nobody'> {
  const limitBytes = link.connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
  if (Buffer.byteLength(body) > limitBytes) throw new Fault('BODY_TOO_LARGE', { limitBytes });
  const headers = tracedHeaders();
  headers.set(deadlineHeader, String(timeoutMs));
  try {
    return await link.connection.request(subjectOf(contract, operation), body, {
      timeout: timeoutMs,
      headers,
    });
  } catch (error) {
    if (error instanceof errors.RequestError && error.isNoResponders()) return 'nobody';
    log.warn({ contract: contract.name, operation, error }, 'a contract call got no answer');
    throw unavailable(contract.name);
  }
}

function readReply(message: Msg): unknown {
  const reply = message.json<Reply>();
  if ('fault' in reply) throw Fault.fromJSON(reply.fault);
  return reply.output;
}

function subjectOf(contract: Contract, operation: string): string {
  return `fanxing.${contract.name}.${operation}`;
}
