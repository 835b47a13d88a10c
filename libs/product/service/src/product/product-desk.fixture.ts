import { newId } from '@fanxing/runtime/identifier';
import type { Role } from '@fanxing/runtime/identity';
import { createInProcessTransport, type Transport } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import {
  ask,
  callerOf,
  serveAccounts,
  SettableClock,
  startTestDatabase,
  type TestDatabase,
} from '@fanxing/testing';
import { createProductService, productMigrations } from '../index.js';

/** The product service on a database of its own, as two people of one bank use it. */
export interface ProductDesk {
  readonly database: TestDatabase;
  readonly transport: Transport;
  readonly service: ServiceHandle;
  /** A product with one draft. */
  newProduct(caller?: typeof author): Promise<{ id: string; versionId: string }>;
  /** Submitted by its author, approved by the second person. */
  publish(versionId: string): Promise<void>;
  stop(): Promise<void>;
}

export const north = newId('tenant');
export const person = (tenantId: typeof north, id: string, ...roles: Role[]) =>
  callerOf({ tenantId, roles, actor: { kind: 'person', id } });
export const author = person(north, 'ann', 'product-manager', 'approver');
export const approver = person(north, 'bo', 'approver');

export const terms = {
  kind: 'REVOLVING',
  currency: 'CNY',
  limitMin: '500',
  limitMax: '300000.00',
  dailyRateMin: '0.0002',
  dailyRateMax: '0.0005',
  drawMin: '100',
  termDays: 90,
  lineTermDays: 365,
  offerValidMinutes: 1440,
};

export const createProduct = `mutation ($input: CreateProductInput!) {
  createProduct(input: $input) { id code name publishedVersion { id } versions { id number status } }
}`;
export const createVersion = `mutation ($input: CreateProductVersionInput!) {
  createProductVersion(input: $input) { id number status }
}`;
export const submit = `mutation ($id: ID!) { submitProductVersion(input: { productVersionId: $id }) { status } }`;
export const approve = `mutation ($id: ID!) {
  approveProductVersion(input: { productVersionId: $id }) { status approverId publishedAt }
}`;
export const read = `query ($id: ID!) { product(id: $id) { id publishedVersion { number } versions { number status } } }`;

export interface Created {
  createProduct: { id: string; versions: { id: string }[] };
}

export async function startProductDesk(): Promise<ProductDesk> {
  const transport = createInProcessTransport();
  const database = await startTestDatabase({ sets: [productMigrations] });
  const service = await createProductService({
    databaseUrl: database.urlFor('fanxing_product'),
    transport,
    clock: new SettableClock('2026-11-22T08:00:00Z'),
    verifyCaller: () => Promise.reject(new Error('nobody comes by HTTP here')),
  });
  serveAccounts(transport);
  await transport.start();
  let count = 0;
  return {
    database,
    transport,
    service,
    async newProduct(caller = author) {
      count += 1;
      const input = { idempotencyKey: `new-${count}`, code: `daily-${count}`, name: '随借随还', terms };
      const { createProduct: created } = await ask<Created>(service, caller, createProduct, { input });
      return { id: created.id, versionId: created.versions[0]!.id };
    },
    async publish(versionId) {
      await ask(service, author, submit, { id: versionId });
      await ask(service, approver, approve, { id: versionId });
    },
    async stop() {
      await transport.close();
      await service.close();
      await database.stop();
    },
  };
}
