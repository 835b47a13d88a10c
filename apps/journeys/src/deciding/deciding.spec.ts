import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { experiments } from './experiments.suite.js';
import { explaining } from './explaining.suite.js';
import { pipelines } from './pipelines.suite.js';
import { publishing } from './publishing.suite.js';
import { whatIf } from './what-if.suite.js';

jest.setTimeout(120_000);

const platform = newPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

publishing(() => bank);
explaining(() => bank);
whatIf(() => bank);
experiments(() => bank);
// Last, because the product is decided by them from then on.
pipelines(() => bank);
