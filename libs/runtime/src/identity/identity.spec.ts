import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startIdentityProvider, type IdentityProvider } from '@fanxing/identity-provider';
import { systemClock as clock } from '../clock/index.js';
import { identityTests, type RealmUnderTest } from './identity.suite.js';

jest.setTimeout(60_000);

const issuer = 'https://bank.example/realms/fanxing';
const adminSecret = 'a'.repeat(43);
let folder: string;
let provider: IdentityProvider;
let realm: RealmUnderTest;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'fanxing-realm-'));
  provider = await startIdentityProvider({ issuer, adminSecret, clock, dataFolder: folder });
  realm = { serverUrl: provider.internalUrl, issuer, adminSecret, portalOrigin: 'https://bank.example' };
});

afterAll(async () => {
  await provider.close();
  await rm(folder, { recursive: true });
});

identityTests(() => realm, { overlapSecrets: true });
