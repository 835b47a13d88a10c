import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { places } from './places.suite.js';

jest.setTimeout(120_000);

const platform = newPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

places(() => bank);
