import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { growing } from './growing.suite.js';
import { networks } from './networks.suite.js';
import { places } from './places.suite.js';
import { words } from './words.suite.js';
import { wordsModels } from './words-models.suite.js';

jest.setTimeout(240_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

growing(() => bank);
networks(() => bank);
places(() => bank);
words(() => bank);
wordsModels(() => bank);
