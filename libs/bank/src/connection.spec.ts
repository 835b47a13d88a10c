import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault, parseMoney } from '@fanxing/kernel';
import { disburse, parseBankConnection } from './index.js';
import { isPublicAddress } from './network/allowed-host.js';

function reasonFor(json: unknown): string {
  try {
    parseBankConnection(json);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `${error.reason} ${error.path}`;
  }
}

it('fills in what is left out', () => {
  expect(parseBankConnection({ adapter: 'rest', baseUrl: 'https://core.bank.example/v1' })).toEqual({
    adapter: 'rest',
    baseUrl: 'https://core.bank.example/v1',
    timeoutMs: 2000,
    connectionsMax: 64,
    allowPrivateNetwork: false,
  });
});

it.each<[string, unknown, string]>([
  ['no object', 'rest', 'INPUT_INVALID connection'],
  ['an adapter unheard of', { adapter: 'fax' }, 'INPUT_INVALID connection.adapter'],
  ['no address', { adapter: 'rest' }, 'INPUT_INVALID connection.baseUrl'],
  ['another scheme', { adapter: 'rest', baseUrl: 'file:///etc/passwd' }, 'INPUT_INVALID connection.baseUrl'],
  ['a user', { adapter: 'rest', baseUrl: 'https://u:p@bank.example' }, 'INPUT_INVALID connection.baseUrl'],
  ['a query', { adapter: 'rest', baseUrl: 'https://bank.example?a=b' }, 'INPUT_INVALID connection.baseUrl'],
  [
    'a key with a line break',
    { adapter: 'rest', baseUrl: 'https://bank.example', apiKey: 'a\r\nb: c' },
    'INPUT_INVALID connection.apiKey',
  ],
  [
    'time without end',
    { adapter: 'rest', baseUrl: 'https://bank.example', timeoutMs: 1e9 },
    'INPUT_INVALID connection.timeoutMs',
  ],
  [
    'the caller’s own option',
    { adapter: 'rest', baseUrl: 'https://bank.example', allowPrivateNetwork: true },
    'INPUT_INVALID connection',
  ],
])('refuses %s, naming the field', (_, json, reason) => {
  expect(reasonFor(json)).toBe(reason);
});

const privateHosts = [
  'localhost',
  'LOCALHOST.',
  'bank.localhost',
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '0.0.0.0',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:8.8.8.8]',
  '[fd00::1]',
  '[fe80::1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:1::]',
];

it.each(privateHosts)('does not let a tenant point at %s', (host) => {
  const json = { adapter: 'rest', baseUrl: `http://${host}:8080/` };
  expect(reasonFor(json)).toBe('INPUT_INVALID connection.baseUrl');
});

it.each(privateHosts.filter((host) => !['169.254.169.254', '[fe80::1]'].includes(host)))(
  'lets a bank be at %s where private networks are allowed',
  (host) => {
    const json = { adapter: 'rest', baseUrl: `http://${host}:8080/` };
    expect(parseBankConnection(json, { allowPrivateNetwork: true }).allowPrivateNetwork).toBe(true);
  },
);

it.each([
  '169.254.169.254',
  '169.254.170.2',
  '0xa9fea9fe',
  '100.100.100.200',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '[::ffff:169.254.169.254]',
  '[64:ff9b::a9fe:a9fe]',
])('lets no bank be at %s, where clouds tell a machine its own secrets', (host) => {
  const json = { adapter: 'rest', baseUrl: `http://${host}/` };
  expect(() => parseBankConnection(json, { allowPrivateNetwork: true })).toThrow(
    expect.objectContaining({ reason: 'INPUT_INVALID', path: 'connection.baseUrl' }),
  );
});

it('knows the public internet when it sees it', () => {
  for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1']) {
    expect(isPublicAddress(address)).toBe(true);
  }
  expect(isPublicAddress('no address')).toBe(false);
});

it('does not call a name that leads to our own network, not even over a connection that is open already', async () => {
  let calls = 0;
  const server = createServer((_, response) => {
    calls++;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const instruction = {
    reference: 'loan_1',
    amount: parseMoney('1.00', 'CNY'),
    beneficiary: { accountReference: 'a' },
  };
  const baseUrl = `http://localhost:${port}`;
  const trusted = parseBankConnection({ adapter: 'rest', baseUrl }, { allowPrivateNetwork: true });
  expect((await disburse(trusted, instruction)).kind).toBe('UNKNOWN');
  // As a name would that pointed elsewhere when the connection was read.
  const rebound = { ...trusted, allowPrivateNetwork: false };
  expect(await disburse(rebound, instruction)).toEqual({ kind: 'NOT_SENT', cause: 'ADDRESS_NOT_ALLOWED' });
  expect(calls).toBe(1);
  server.close();
  server.closeAllConnections();
});
