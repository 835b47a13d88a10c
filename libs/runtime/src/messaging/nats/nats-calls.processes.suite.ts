import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { newId } from '../../identifier/index.js';
import { systemContext } from '../../identity/tenant-context.js';
import { OtlpReceiver } from '../../telemetry/fixtures/otlp-receiver.js';
import { startTelemetry, withSpan } from '../../telemetry/index.js';
import { defineContract, operation } from '../contract.js';
import { eventOf, eventually, outcomeOf, transportSuite } from '../transport.suite.js';
import { NatsSession } from './fixtures/nats-session.js';

const echo = defineContract('echo', {
  say: operation<string, string>({ lookup: true }),
  order: operation<string, string>(),
});
const echoing = {
  say: (_: unknown, text: string) => Promise.resolve(text),
  order: (_: unknown, text: string) => Promise.resolve(text),
};
const context = systemContext(newId('tenant'), 'live', 'test');

let session: NatsSession;
beforeEach(async () => {
  session = await NatsSession.begin();
});
afterEach(() => session.end());

describe('services in processes of their own', () => {
  transportSuite(async () => ({
    server: await session.join('server'),
    caller: await session.join('caller'),
    release: () => Promise.resolve(),
  }));
});

describe('connecting to NATS', () => {
  it('fails with what to start when no server answers', async () => {
    await session.server.kill();
    await expect(session.join('risk', { connectWithinMs: 300 })).rejects.toThrow(
      `No NATS server answers at 127.0.0.1:${session.server.port}: start one`,
    );
  });

  it('fails at once when the token is refused, and does not repeat the token', async () => {
    const failure: unknown = await session.join('risk', { token: 'stolen' }).catch((error: unknown) => error);
    expect(String(failure)).toBe(
      `Error: The NATS server at 127.0.0.1:${session.server.port} refuses the token: check FANXING_NATS_TOKEN.`,
    );
  });

  it('waits for a server that starts a little later', async () => {
    await session.server.kill();
    const joining = session.join('risk');
    await pause(300);
    await session.server.up();
    await expect(joining).resolves.toBeDefined();
  });
});

describe('a NATS server that is killed and comes back', () => {
  it('is waited for: calls fail at once meanwhile and work again afterwards', async () => {
    await session.started('server', (transport) => transport.serve(echo, echoing));
    const client = (await session.started('caller')).client(echo);
    expect(await client.order(context, 'before')).toBe('before');
    await session.server.kill();
    await pause(100);
    const begun = performance.now();
    expect(await outcomeOf(client.order(context, 'meanwhile'))).toBe('SERVICE_UNAVAILABLE');
    expect(performance.now() - begun).toBeLessThan(500);
    await session.server.up();
    expect(await client.say(context, 'a lookup waits by itself')).toBe('a lookup waits by itself');
    expect(await client.order(context, 'after')).toBe('after');
  }, 30_000);
});

describe('a call by NATS', () => {
  it('is shared by the processes that serve a contract', async () => {
    const counts: Record<string, number> = { one: 0, two: 0 };
    for (const name of ['one', 'two'])
      await session.started(name, (transport) =>
        transport.serve(echo, {
          ...echoing,
          say: async (_, text) => ((counts[name] = (counts[name] ?? 0) + 1), text),
        }),
      );
    const client = (await session.started('caller')).client(echo);
    await Promise.all(Array.from({ length: 100 }, () => client.say(context, 'x')));
    expect((counts['one'] ?? 0) + (counts['two'] ?? 0)).toBe(100);
    expect(Math.min(counts['one'] ?? 0, counts['two'] ?? 0)).toBeGreaterThan(0);
  });

  it('that only looks something up waits for a service that is about to start; an order does not', async () => {
    const client = (await session.started('caller')).client(echo);
    const looking = client.say(context, 'hello');
    expect(await outcomeOf(client.order(context, 'now'))).toBe('SERVICE_UNAVAILABLE');
    await session.started('server', (transport) => transport.serve(echo, echoing));
    expect(await looking).toBe('hello');
  });

  it('that is too large is refused with the limit, in both directions', async () => {
    await session.started('server', (transport) =>
      transport.serve(echo, { ...echoing, order: () => Promise.resolve('x'.repeat(2_000_000)) }),
    );
    const client = (await session.started('caller')).client(echo);
    expect(await outcomeOf(client.say(context, 'x'.repeat(2_000_000)))).toBe('BODY_TOO_LARGE');
    expect(await outcomeOf(client.order(context, 'small'))).toBe('INTERNAL');
    expect(await client.say(context, 'still there')).toBe('still there');
  });

  it('without a tenant context is not done', async () => {
    let done = 0;
    await session.started('server', (transport) =>
      transport.serve(echo, { ...echoing, order: async (_, text) => ((done += 1), text) }),
    );
    const connection = await connect({ servers: session.server.url, token: session.server.token });
    const reply = await connection.request(
      'fanxing.echo.order',
      JSON.stringify({ context: { tenantId: '*' }, input: 'x' }),
    );
    expect(reply.json()).toMatchObject({ fault: { reason: 'INTERNAL' } });
    expect(done).toBe(0);
    await connection.close();
  });

  it('and an event carry the trace from process to process', async () => {
    const receiver = await OtlpReceiver.start();
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
    const telemetry = await startTelemetry({ serviceName: 'test' });
    let taken = false;
    await session.started('server', (transport) => {
      transport.serve(echo, echoing);
      transport.subscribe('billing', ['loan.disbursed'], async () => void (taken = true));
    });
    const caller = await session.started('caller');
    await withSpan('request', {}, async () => {
      await caller.client(echo).say(context, 'x');
      await caller.publish(eventOf('loan.disbursed'));
    });
    await eventually(() => expect(taken).toBe(true));
    await pause(20);
    await telemetry.stop();
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    await receiver.stop();
    const named = (name: string) => receiver.spans.filter((span) => span.name === name);
    const [request] = named('request');
    const [client] = named('contract echo.say').filter((span) => span.parentSpanId === request?.spanId);
    const [served] = named('contract echo.say').filter((span) => span.parentSpanId === client?.spanId);
    const [publish] = named('publish loan.disbursed');
    const [event] = named('event loan.disbursed');
    expect(served?.traceId).toBe(request?.traceId);
    expect(publish?.parentSpanId).toBe(request?.spanId);
    expect(event?.parentSpanId).toBe(publish?.spanId);
  });
});
