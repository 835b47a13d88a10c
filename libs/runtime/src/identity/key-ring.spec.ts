import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fromEpochMs } from '@fanxing/kernel';
import { KeyRing } from './key-ring.js';

const material = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });

let published: string[];
let lookups: number;
let server: Server;
let aheadMs: number;
let ring: KeyRing;

beforeEach(async () => {
  [published, lookups, aheadMs] = [['one'], 0, 0];
  server = createServer((_, response) => {
    lookups += 1;
    response.end(
      JSON.stringify({ keys: published.map((kid) => ({ ...material, kid, use: 'sig', alg: 'RS256' })) }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ring = new KeyRing(`http://127.0.0.1:${(server.address() as AddressInfo).port}/certs`, {
    now: () => fromEpochMs(Date.now() + aheadMs),
  });
});

afterEach(() => void server.close().closeAllConnections());

it('asks the issuer once for many that need a key at the same time', async () => {
  const found = await Promise.all(Array.from({ length: 50 }, () => ring.find('one')));
  expect(found.every((key) => key?.asymmetricKeyType === 'rsa')).toBe(true);
  expect(lookups).toBe(1);
});

it('asks at most once a second, however many unknown keys are named to it', async () => {
  await ring.find('one');
  await Promise.all(Array.from({ length: 200 }, (_, index) => ring.find(`made-up-${index}`)));
  expect(lookups).toBe(2);
});

it('learns a new key without being told', async () => {
  await ring.find('one');
  published = ['one', 'two'];
  expect(await ring.find('two')).toBeDefined();
});

it('drops a key that the issuer withdrew, ten minutes later at most', async () => {
  await ring.find('one');
  published = ['two'];
  expect(await ring.find('one')).toBeDefined();
  aheadMs = 10 * 60_000 + 1;
  await ring.find('one');
  for (let waitedMs = 0; lookups < 2 && waitedMs < 2000; waitedMs += 20) await pause(20);
  await pause(50);
  expect(await ring.find('one')).toBeUndefined();
});
