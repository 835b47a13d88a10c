import { aLine } from '../src/harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../src/harness/a-tenant.fixture.js';
import { queryAll } from '../src/harness/auditor.fixture.js';
import { Caller } from '../src/harness/caller.fixture.js';
import type { RunningPlatform } from '../src/harness/running-platform.fixture.js';
import { processorTime, type ProcessorTime } from './processor-time.fixture.js';
import { load, Wire, type WireAnswer } from './wire.fixture.js';

export interface BusyTenant {
  readonly tenant: Tenant;
  readonly lineIds: readonly string[];
  readonly authorization: string;
}

const linesEach = 20;
/** Clients of one tenant or of all; what the machine can do is measured with as many as do best. */
export const inFlight = 100;
export const inFlightAtTheLimit = 32;

/** Banks whose lines nobody draws to their end, and whose programs may ask as often as they can. */
export async function busyTenants(platform: RunningPlatform, count: number): Promise<BusyTenant[]> {
  const busy: BusyTenant[] = [];
  for (let index = 0; index < count; index += 1) busy.push(await aBusyTenant(platform, `bank-${index}`));
  await queryAll(platform, 'UPDATE lending.credit_line SET limit_minor = 100000000000000');
  return busy;
}

async function aBusyTenant(platform: RunningPlatform, name: string): Promise<BusyTenant> {
  const tenant = await aTenant(platform, name);
  await liftLimits(tenant);
  const lineIds: string[] = [];
  for (let index = 0; index < linesEach; index += 1)
    lineIds.push((await aLine(tenant, `${name}-${index}`)).lineId);
  return { tenant, lineIds, authorization: await tenant.lender.authorization() };
}

/** Its programs may ask as often as they can. */
export async function liftLimits({ platform, id, slug }: Tenant): Promise<void> {
  const [operator] = platform.ready.users;
  if (!operator) throw new Error('the platform names no operators');
  const limits = { pointsPerSecond: 1_000_000, pointsBurst: 1_000_000 };
  await new Caller(platform, operator).do(
    'setTenantLimits',
    { idempotencyKey: slug, tenantId: id, environment: 'SANDBOX', ...limits },
    'pointsPerSecond',
  );
}

/** How many requests a second are answered well; every connection is one tenant's, as a bank's own program would hold it. */
export async function workForAWhile<Each extends BusyTenant>(
  platform: RunningPlatform,
  busy: readonly Each[],
  milliseconds: number,
  bodyOf: (tenant: Each) => string,
  isGood: (answer: WireAnswer) => boolean,
): Promise<number> {
  const each = Math.ceil(inFlight / busy.length);
  const groups = await Promise.all(
    busy.map(async (one) => ({
      one,
      wires: await Promise.all(
        Array.from({ length: each }, () => Wire.open(platform.ready.urls.graphql, one.authorization)),
      ),
    })),
  );
  const results = await Promise.all(
    groups.map(({ one, wires }) => load(wires, milliseconds, () => bodyOf(one), isGood)),
  );
  for (const { wires } of groups) for (const wire of wires) wire.close();
  expect(results.flatMap(({ bad }) => bad).slice(0, 3)).toEqual([]);
  return results.reduce((sum, { perSecond }) => sum + perSecond, 0);
}

/** The platform's processor time so far; undefined where the system does not tell. */
export async function processorTimeOf(platform: RunningPlatform): Promise<() => ProcessorTime | undefined> {
  const [row] = await queryAll<{ data_directory: string }>(platform, 'SHOW data_directory');
  return () => processorTime(platform.ready.pid, row?.data_directory ?? '');
}

/** What of the platform's processor time each of so many requests took, in words. */
export function timeOfEach(
  before: ProcessorTime | undefined,
  after: ProcessorTime | undefined,
  requests: number,
): string {
  if (!before || !after) return '';
  const each = (milliseconds: number): string => (milliseconds / requests).toFixed(2);
  return ` (processor time of each: ${each(after.node - before.node)} ms Node, ${each(after.postgres - before.postgres)} ms PostgreSQL)`;
}

export const best = (values: readonly number[]): number => Math.max(...values);
export const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
