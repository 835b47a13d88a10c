import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { explaining } from './explaining.suite.js';
import { monitoring } from './monitoring.suite.js';
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
monitoring(() => bank);
