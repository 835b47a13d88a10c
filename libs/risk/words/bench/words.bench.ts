import { compileWordsModel, fitWordsModel, textFeatures } from '../src/index.js';
import { madeTexts } from '../src/model/made-texts.fixture.js';

jest.setTimeout(300_000);

const chinese = '今天新到一批连衣裙，包邮，优惠价89元！喜欢的朋友加微信下单。老客户都说质量很好。'.repeat(12);
const english =
  'I own a small restaurant and would like to refinance my credit cards. Sales are good. '.repeat(6);

function timed(what: string, times: number, work: () => unknown): void {
  work();
  const began = performance.now();
  for (let time = 0; time < times; time += 1) work();
  const ms = (performance.now() - began) / times;
  process.stdout.write(`${what}: ${ms.toFixed(3)} ms\n`);
  expect(ms).toBeLessThan(100);
}

it('reads a text while somebody waits', () => {
  timed(`features of ${chinese.length} Chinese characters`, 200, () => textFeatures([chinese]));
  timed(`features of ${english.length} English characters`, 200, () => textFeatures([english]));
});

it('fits thousands of texts, and scores one at once', () => {
  const rows = madeTexts(5_000, 1);
  const began = performance.now();
  const model = fitWordsModel(rows, { kind: 'logistic' });
  process.stdout.write(
    `fit of ${rows.length} made texts, ${model.terms.length} terms: ${((performance.now() - began) / 1000).toFixed(1)} s\n`,
  );
  const score = compileWordsModel(model);
  timed(`score of ${english.length} English characters with its contributions`, 500, () => score(english));
});
