import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { OtlpReceiver } from './fixtures/otlp-receiver.js';
import { wantedSignals } from './start-telemetry.js';

const fixtures = join(import.meta.dirname, 'fixtures');

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly lines: readonly Record<string, unknown>[];
  readonly errors: string;
}

async function runTracedWork(variables: Record<string, string>): Promise<Ended> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@fanxing/source',
      '--import',
      join(fixtures, 'register-typescript.mjs'),
      join(fixtures, 'traced-work.ts'),
    ],
    { env: { PATH: process.env['PATH'], ...variables }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  let errors = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const lines = errors
    .split('\n')
    .filter((line) => line.startsWith('{"level"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, output, lines, errors };
}

describe('a process whose telemetry is asked for by an OTLP endpoint', () => {
  let receiver: OtlpReceiver;
  let ended: Ended;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    ended = await runTracedWork({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  }, 60_000);
  afterAll(() => receiver.stop());

  const span = (name: string) => {
    const found = receiver.spans.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`no span ${name} came in; the process said: ${ended.errors}`);
    return found;
  };

  it('sends its spans with who caused whom before it ends', () => {
    expect(ended.code).toBe(0);
    expect(span('parent').parentSpanId).toBe('');
    expect(span('child').parentSpanId).toBe(span('parent').spanId);
    expect(span('child').traceId).toBe(span('parent').traceId);
  });

  it('continues the trace that a message brings, and gives its own to a message that leaves', () => {
    expect(span('continued')).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
    });
    const { carrier } = JSON.parse(ended.output) as { carrier: { traceparent: string } };
    expect(carrier.traceparent).toBe(`00-${span('parent').traceId}-${span('parent').spanId}-01`);
  });

  it('writes the ids of the active span into each log line', () => {
    expect(ended.lines.find((line) => line['message'] === 'inside the child')).toMatchObject({
      trace_id: span('child').traceId,
      span_id: span('child').spanId,
    });
  });

  it('sends its metrics too', () => {
    expect(Buffer.concat(receiver.bodies.get('/v1/metrics') ?? []).includes('fanxing.draws')).toBe(true);
  });

  it('tells the reason of a failure but none of the values in it', () => {
    const sent = Buffer.concat([...receiver.bodies.values()].flat());
    expect(sent.includes('NOT_FOUND')).toBe(true);
    for (const secret of ['Zhang San', '13800138000']) {
      expect(sent.includes(secret)).toBe(false);
      expect(ended.errors).not.toContain(secret);
    }
  });
});

describe('a process whose spans go to the console', () => {
  it('keeps standard output for its own answer', async () => {
    const ended = await runTracedWork({ OTEL_TRACES_EXPORTER: 'console' });
    expect(ended.code).toBe(0);
    expect(ended.errors).toContain("name: 'child'");
    expect(Object.keys(JSON.parse(ended.output) as object)).toEqual(['carrier']);
  }, 60_000);
});

describe('a process that nobody asked for telemetry', () => {
  it('makes no trace and says nothing about it', async () => {
    const ended = await runTracedWork({});
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.output)).toEqual({ carrier: {} });
    expect(ended.lines.map((line) => line['message'])).toEqual(['inside the child', 'the work failed']);
    expect(ended.lines[0]).not.toHaveProperty('trace_id');
  }, 60_000);
});

describe('which signals are wanted', () => {
  it.each([
    [{}, false, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }, true, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, true, false],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, true, false],
    [{ OTEL_METRICS_EXPORTER: 'console' }, false, true],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_METRICS_EXPORTER: 'none' }, true, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_SDK_DISABLED: 'TRUE' }, false, false],
    [{ OTEL_TRACES_EXPORTER: '', OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false, false],
  ])('%j gives traces %s and metrics %s', (env, traces, metrics) => {
    expect(wantedSignals(env)).toEqual({ traces, metrics });
  });
});
