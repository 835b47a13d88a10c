import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createSocketServer, type AddressInfo, type Server as SocketServer } from 'node:net';
import { context, propagation } from '@opentelemetry/api';
import { parseMoney } from '@fanxing/kernel';
import {
  askOutcome,
  closeBankConnections,
  disburse,
  parseBankConnection,
  type BankConnection,
} from '../index.js';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

const instruction = {
  reference: 'loan_1',
  amount: parseMoney('12.00', 'CNY'),
  beneficiary: { accountReference: 'account-1' },
};
const statement = {
  reference: 'loan_1',
  amount: '12.00',
  currency: 'CNY',
  status: 'PAID',
  bookedAt: '2026-11-22T08:00:00Z',
};
const paid = { kind: 'PAID', bookedAt: '2026-11-22T08:00:00.000Z' };
const refusal = { reference: 'loan_1', code: 'LIMIT_OF_DAY' };

let server: Server | SocketServer;
let seen: Seen[];

beforeEach(() => (seen = []));
afterEach(async () => {
  closeBankConnections();
  const closed = once(server, 'close');
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
  await closed;
});

/** A bank that gives these answers, whatever is asked. */
async function serve(answers: { POST?: Answer; GET?: Answer }): Promise<BankConnection> {
  server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers });
    const answer = answers[method as 'POST' | 'GET'] ?? { status: 404, body: 'no such page' };
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {});
    response.writeHead(answer.status, answer.headers).end(text);
  });
  return listen('/core/v1/');
}

/** A bank that answers with these bytes and closes. */
async function serveBytes(bytes: string): Promise<BankConnection> {
  server = createSocketServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => (bytes === '' ? socket.resetAndDestroy() : socket.end(bytes)));
  });
  return listen('');
}

async function listen(path: string): Promise<BankConnection> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const json = { adapter: 'rest', baseUrl, apiKey: 'key-1', timeoutMs: 1000 };
  return parseBankConnection(json, { allowPrivateNetwork: true });
}

it('sends the instruction as the protocol says, and nothing more', async () => {
  const connection = await serve({ POST: { status: 201, body: statement } });
  expect(await disburse(connection, instruction)).toEqual(paid);
  expect(seen).toEqual([
    {
      method: 'POST',
      url: '/core/v1/payments',
      headers: expect.objectContaining({ authorization: 'Bearer key-1', 'content-type': 'application/json' }),
    },
  ]);
});

it('hands the trace on to the bank', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const connection = await serve({ POST: { status: 200, body: statement } });
  propagation.setGlobalPropagator({
    inject: (_, carrier, setter) => setter.set(carrier, 'traceparent', traceparent),
    extract: () => context.active(),
    fields: () => ['traceparent'],
  });
  try {
    await disburse(connection, instruction);
  } finally {
    propagation.disable();
  }
  expect(seen[0]?.headers.traceparent).toBe(traceparent);
});

it.each<[string, unknown, object]>([
  ['the same money written otherwise', { ...statement, amount: '12.0' }, paid],
  ['another reference', { ...statement, reference: 'loan_2' }, { kind: 'UNKNOWN', cause: 'MISMATCH' }],
  ['another amount', { ...statement, amount: '12.01' }, { kind: 'UNKNOWN', cause: 'MISMATCH' }],
  ['another currency', { ...statement, currency: 'USD' }, { kind: 'UNKNOWN', cause: 'MISMATCH' }],
  ['no amount', { ...statement, amount: undefined }, { kind: 'UNKNOWN', cause: 'MISMATCH' }],
  ['no number for an amount', { ...statement, amount: 'twelve' }, { kind: 'UNKNOWN', cause: 'MISMATCH' }],
  ['an amount as a JSON number', { ...statement, amount: 12 }, { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' }],
  ['no time', { ...statement, bookedAt: undefined }, { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' }],
  ['a time that is none', { ...statement, bookedAt: 'soon' }, { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' }],
  ['a status unheard of', { ...statement, status: 'OK' }, { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' }],
  ['no body', '', { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' }],
  ['null', 'null', { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' }],
  ['REJECTED', { ...statement, status: 'REJECTED', reason: 'NO' }, { kind: 'REJECTED', reason: 'NO' }],
])('reads an answer 200 with %s alike when giving and when asking', async (_, body, outcome) => {
  const connection = await serve({ POST: { status: 200, body }, GET: { status: 200, body } });
  expect(await disburse(connection, instruction)).toEqual(outcome);
  expect(await askOutcome(connection, instruction)).toEqual(outcome);
});

it.each([400, 409, 422])('believes a refusal %i when the bank knows of no payment', async (status) => {
  const unknown = { status: 404, body: { reference: 'loan_1' } };
  const connection = await serve({ POST: { status, body: refusal }, GET: unknown });
  expect(await disburse(connection, instruction)).toEqual({ kind: 'REJECTED', reason: 'LIMIT_OF_DAY' });
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST /core/v1/payments',
    'GET /core/v1/payments/loan_1',
  ]);
});

it('takes a refused instruction for paid when the bank had paid it before', async () => {
  const connection = await serve({
    POST: { status: 409, body: refusal },
    GET: { status: 200, body: statement },
  });
  expect(await disburse(connection, instruction)).toEqual(paid);
});

it('does not believe a refusal that it can not confirm', async () => {
  const connection = await serve({ POST: { status: 422, body: refusal }, GET: { status: 503 } });
  expect(await disburse(connection, instruction)).toEqual({ kind: 'UNKNOWN', cause: 'REFUSAL_UNCONFIRMED' });
});

it.each<[string, Answer]>([
  ['names no reference', { status: 422, body: { code: 'LIMIT_OF_DAY' } }],
  ['names another reference', { status: 409, body: { ...refusal, reference: 'loan_2' } }],
  ['is a page of a proxy', { status: 400, body: '<html>Bad Request</html>' }],
  ['is another status', { status: 403, body: refusal }],
  ['is a server error that says REJECTED', { status: 500, body: { ...statement, status: 'REJECTED' } }],
  ['is a server error that says PAID', { status: 502, body: statement }],
  ['is a redirect', { status: 307, headers: { location: '/elsewhere' } }],
])('does not take an answer for a refusal that %s', async (_, answer) => {
  const connection = await serve({ POST: answer });
  expect(await disburse(connection, instruction)).toEqual({
    kind: 'UNKNOWN',
    cause: `STATUS_${answer.status}`,
  });
  expect(seen).toHaveLength(1);
});

it.each<[string, Answer]>([
  ['a bare 404', { status: 404, body: 'no such page' }],
  ['a 404 about another reference', { status: 404, body: { reference: 'loan_2' } }],
  ['a redirect', { status: 302, headers: { location: '/elsewhere' } }],
  ['410', { status: 410, body: { reference: 'loan_1' } }],
])('does not take %s for NOT_FOUND', async (_, answer) => {
  const connection = await serve({ GET: answer });
  expect(await askOutcome(connection, instruction)).toEqual({
    kind: 'UNKNOWN',
    cause: `STATUS_${answer.status}`,
  });
});

it('reads no answer that is larger than 64 KiB', async () => {
  const body = { ...statement, padding: 'x'.repeat(100_000) };
  const connection = await serve({ POST: { status: 200, body } });
  expect(await disburse(connection, instruction)).toEqual({ kind: 'UNKNOWN', cause: 'BODY_TOO_LARGE' });
});

it.each([
  ['a reset without a byte', ''],
  ['what is not HTTP', 'SSH-2.0-bank\r\n'],
  ['half a header', 'HTTP/1.1 200 OK\r\ncontent-'],
  ['half a body', `HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n${JSON.stringify(statement)}`],
  ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
])('takes %s for a lost connection', async (_, bytes) => {
  const connection = await serveBytes(bytes);
  expect(await disburse(connection, instruction)).toEqual({ kind: 'UNKNOWN', cause: 'CONNECTION_LOST' });
  expect(await askOutcome(connection, instruction)).toEqual({ kind: 'UNKNOWN', cause: 'CONNECTION_LOST' });
});

it('does not send to a server whose certificate nobody vouches for', async () => {
  server = createSocketServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('no TLS here'));
  });
  const { baseUrl } = await listen('');
  const json = { adapter: 'rest', baseUrl: baseUrl.replace('http:', 'https:') };
  const connection = parseBankConnection(json, { allowPrivateNetwork: true });
  expect(await disburse(connection, instruction)).toEqual({ kind: 'NOT_SENT', cause: 'TLS_FAILED' });
});
