import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { aLivedInBank, type LivedInBank } from './lived-in-bank.fixture.js';
import { lists } from './lists.suite.js';
import { priced } from './priced.suite.js';
import { statements } from './statements.suite.js';

jest.setTimeout(300_000);

const platform = sharedPlatform();
let lived: LivedInBank;

beforeAll(async () => {
  await platform.start();
  lived = await aLivedInBank(platform);
});
afterAll(destroyPlatforms);

statements(() => lived);
priced(() => lived);
lists(() => lived);
