import fc from 'fast-check';
import { rawMembers, rawObject } from './raw-object.js';

describe('a row as it is written', () => {
  it('keeps numbers that JavaScript can not hold', () => {
    const text = '{"id": "a", "amount_minor": 9223372036854775807, "rate": 0.000500000000000000000001}';
    expect([...rawMembers(text)]).toEqual([
      ['id', '"a"'],
      ['amount_minor', '9223372036854775807'],
      ['rate', '0.000500000000000000000001'],
    ]);
    expect(rawObject(rawMembers(text))).toBe(text);
  });

  it('is not misled by what stands in a text or deeper down', () => {
    const text = '{"a": "}, \\"b\\": {\\\\", "c": {"d": [1, "]", {"e": null}]}, "f": [], "g": true}';
    expect(rawObject(rawMembers(text))).toBe(text);
    expect([...rawMembers(text).keys()]).toEqual(['a', 'c', 'f', 'g']);
  });

  it('is the same object whatever its values are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const copy = rawObject(rawMembers(JSON.stringify(object)));
        expect(JSON.parse(copy)).toEqual(JSON.parse(JSON.stringify(object)));
      }),
    );
  });
});
