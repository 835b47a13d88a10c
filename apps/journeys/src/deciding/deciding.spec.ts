import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { explaining } from './explaining.suite.js';
import { publishing } from './publishing.suite.js';
import { whatIf } from './what-if.suite.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

publishing(() => bank);
explaining(() => bank);
whatIf(() => bank);
