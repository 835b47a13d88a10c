import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { backtests } from './backtests.suite.js';
import { experiments } from './experiments.suite.js';
import { explaining } from './explaining.suite.js';
import { lenderSignals } from './lender-signals.suite.js';
import { lenders } from './lenders.suite.js';
import { monitoring } from './monitoring.suite.js';
import { pipelines } from './pipelines.suite.js';
import { publishing } from './publishing.suite.js';
import { whatIf } from './what-if.suite.js';

jest.setTimeout(180_000);

const platform = sharedPlatform();
let bank: Tenant;
let other: Tenant;
/** Whose days pass as its own story has them. */
let watching: Tenant;

beforeAll(async () => {
  await platform.start();
  [bank, other, watching] = (await Promise.all(
    ['north', 'south', 'east'].map((name) => aTenant(platform, name)),
  )) as [Tenant, Tenant, Tenant];
});
afterAll(destroyPlatforms);

publishing(() => bank);
// Before another strategy is in force than the bank's first.
experiments(() => bank);
explaining(() => bank);
whatIf(() => bank);
// Before all that may be asked in a day is spent.
lenderSignals(
  () => bank,
  () => other,
);
lenders(
  () => bank,
  () => other,
);
monitoring(() => watching);
backtests(
  () => bank,
  () => other,
);
// Last, because the product is decided by them from then on.
pipelines(() => bank);
