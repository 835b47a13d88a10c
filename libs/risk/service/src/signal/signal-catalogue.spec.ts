import { isSignal, signalCatalogue, signalOf } from './signal-catalogue.js';
import { meaningsZh } from './words/words-meanings.js';

it('every signal says in both languages what it means, counts in and when it is missing', () => {
  for (const { name, meaning, meaningZh, unit, unitZh, missing, missingZh, needs } of signalCatalogue) {
    expect([name, meaning, unit, missing].filter((text) => !/[a-z]/.test(text))).toEqual([]);
    expect([meaningZh, unitZh, missingZh].filter((text) => !/[\u4e00-\u9fff0]/.test(text))).toEqual([]);
    expect([name, needs.length > 0]).toEqual([name, true]);
  }
});

it('names are of one family, each once, and no meaning is left over', () => {
  const names = signalCatalogue.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(
    names.filter((name) => !/^(place|network|growth|words|lenders)(\.[a-z0-9][A-Za-z0-9]*)+$/.test(name)),
  ).toEqual([]);
  const words = names.filter((name) => name.startsWith('words.')).map((name) => name.slice('words.'.length));
  expect(Object.keys(meaningsZh).sort()).toEqual(words.sort());
});

it('a model names a signal by its prefix, and nothing else is one', () => {
  expect(signalOf('signals.place.grade')).toBe('place.grade');
  expect(signalOf('attributes.age')).toBeUndefined();
  expect(isSignal('place.grades') || isSignal('constructor')).toBe(false);
});
