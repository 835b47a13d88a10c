import { trainSplit } from './split.js';

const ids = Array.from({ length: 4000 }, (_, index) => `customer-${index}`);

it('puts a borrower on the train side when its hash is below the fraction', () => {
  // sha256("1") begins 6b86b273, sha256("2") begins d4735e3a: 0.42 and 0.83 of 2^32.
  expect([trainSplit('1/2')('1'), trainSplit('1/2')('2')]).toEqual([true, false]);
  expect([trainSplit('0.4')('1'), trainSplit('0.9')('2')]).toEqual([false, true]);
});

it.each([
  ['1/2', 0.5],
  ['0.25', 0.25],
  [' 2 / 3 ', 2 / 3],
  [0.8, 0.8],
  ['.1', 0.1],
])('%s of the borrowers', (train, share) => {
  const isTrain = trainSplit(train);
  expect(ids.filter(isTrain).length / ids.length).toBeCloseTo(share, 1);
});

it('keeps a borrower that was on the train side there when the fraction grows', () => {
  const [less, more] = [trainSplit('1/3'), trainSplit('1/2')];
  expect(ids.filter((id) => less(id) && !more(id))).toEqual([]);
});

it.each(['0', '1', '1/0', '2/1', 'half', '', '0.0', '1.5', 0, 1])('%p is no fraction', (train) => {
  expect(() => trainSplit(train)).toThrow(/between 0 and 1/);
});
