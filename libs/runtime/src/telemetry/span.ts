import {
  ROOT_CONTEXT,
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Span,
} from '@opentelemetry/api';
import { describeError } from './error-description.js';
import { safeFields, type SafeFields } from './safe-fields.js';

export type SpanFields = SafeFields;

/** The headers of a message: trace context is written to it and read from it as W3C `traceparent`. */
export type TraceCarrier = Record<string, string>;

const tracer = trace.getTracer('fanxing');
const kinds = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT, server: SpanKind.SERVER } as const;

let isTracing = false;

/** Spans are made from now on: told once, by whoever starts the SDK. */
export function beginTracing(): void {
  isTracing = true;
}

/**
 * Does `work` inside a span that is a child of the active one. The span ends when the work does; a failure is
 * recorded as its kind and place, without its message, and thrown on. Where no SDK was started, only `work` runs.
 */
export async function withSpan<Result>(
  name: string,
  fields: SpanFields,
  work: () => Promise<Result> | Result,
  kind: keyof typeof kinds = 'internal',
): Promise<Result> {
  // Even a span that nobody wants costs its making, several times in each request.
  if (!isTracing) return work();
  const span = tracer.startSpan(name, { kind: kinds[kind] });
  if (span.isRecording()) span.setAttributes(safeFields(fields));
  try {
    return await context.with(trace.setSpan(context.active(), span), work);
  } catch (error) {
    recordFailure(span, error);
    throw error;
  } finally {
    span.end();
  }
}

function recordFailure(span: Span, error: unknown): void {
  if (!span.isRecording()) return;
  const { type, reason, code, stack } = describeError(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: reason ?? type });
  span.addEvent('exception', {
    'exception.type': type,
    ...(reason === undefined ? {} : { reason }),
    ...(code === undefined ? {} : { code }),
    ...(stack === undefined ? {} : { 'exception.stacktrace': stack }),
  });
}

/** Adds the active trace to a message that leaves this process. Adds nothing where tracing is off. */
export function injectTraceContext(carrier: TraceCarrier): void {
  propagation.inject(context.active(), carrier);
}

/** Does `work` as a continuation of the trace that a received message carries. */
export function extractTraceContext<Result>(carrier: TraceCarrier, work: () => Result): Result {
  return context.with(propagation.extract(context.active(), carrier), work);
}

/** A way back into the trace that is active now, for work that is done later among the work of others. */
export function rememberTrace(): <Result>(work: () => Result) => Result {
  const remembered = context.active();
  return (work) => context.with(remembered, work);
}

/** Does `work` in no trace: what serves many requests belongs to none of them. */
export function outsideTraces<Result>(work: () => Result): Result {
  return context.with(ROOT_CONTEXT, work);
}

/** The id of the active trace, 32 hexadecimal digits, or null where tracing is off. */
export function activeTraceId(): string | null {
  return trace.getActiveSpan()?.spanContext().traceId ?? null;
}

/** The ids that tie a log line to its span; empty where tracing is off. */
export function activeSpanIds(): { trace_id?: string; span_id?: string } {
  const active = trace.getActiveSpan()?.spanContext();
  return active === undefined ? {} : { trace_id: active.traceId, span_id: active.spanId };
}
