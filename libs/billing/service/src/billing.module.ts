import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { billingContract } from '@fanxing/billing-contract';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase, type MigrationSet } from '@fanxing/runtime/database';
import type { Transport } from '@fanxing/runtime/messaging';
import {
  CLOCK,
  createServiceHandle,
  TRANSPORT,
  type ServiceHandle,
  type VerifyCaller,
} from '@fanxing/runtime/subgraph';
import { ReadUsage } from './usage/read-usage.js';
import { countedEventTypes, RecordUsage, type LendingEvent } from './usage/record-usage.js';
import { UsageResolver } from './usage/usage.resolver.js';
import { UsageStore } from './usage/usage.store.js';

export const billingMigrations: MigrationSet = {
  schema: 'billing',
  folder: join(import.meta.dirname, '../migrations'),
};

export interface BillingServiceOptions {
  /** Connects as `fanxing_billing`. */
  readonly databaseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly verifyCaller: VerifyCaller;
}

/** Starts the billing service: its database, its subgraph and its ear for lending's events. */
export async function createBillingService(options: BillingServiceOptions): Promise<ServiceHandle> {
  const database = await ServiceDatabase.connect({
    url: options.databaseUrl,
    applicationName: 'fanxing billing',
  });
  const recordUsage = new RecordUsage(new UsageStore(database));
  const handle = await createServiceHandle({
    name: 'billing',
    sdlFolder: import.meta.dirname,
    providers: [
      { provide: ServiceDatabase, useValue: database },
      { provide: CommandRoad, useValue: new CommandRoad(database, 'billing') },
      { provide: CLOCK, useValue: options.clock },
      { provide: TRANSPORT, useValue: options.transport },
      ...usage,
    ],
    verifyCaller: options.verifyCaller,
    ready: () => database.ping(),
    closing: [() => database.close()],
  });
  const readUsage = handle.get(ReadUsage);
  options.transport.serve(billingContract, {
    exportUsage: async (context, { subjectIds }) => ({
      usage: await readUsage.ofSubjects(context, subjectIds),
    }),
  });
  options.transport.subscribe('billing', countedEventTypes, (event: LendingEvent) => recordUsage.run(event));
  return handle;
}

const usage: Provider[] = [UsageStore, ReadUsage, UsageResolver];
