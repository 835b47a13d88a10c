import { idPrefixes, isId, type IdKind } from '@fanxing/kernel';
import { newId } from './new-id.js';

describe('a new id', () => {
  it('is one that the kernel reads back, for every kind', () => {
    for (const kind of Object.keys(idPrefixes) as IdKind[]) expect(isId(kind, newId(kind))).toBe(true);
  });

  it('sorts after every id made before it, also within one millisecond', () => {
    const ids = Array.from({ length: 20_000 }, () => newId('loan'));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps sorting after a clock that was set back a second', () => {
    const spy = jest.spyOn(Date, 'now');
    try {
      const now = 1_800_000_000_000;
      spy.mockReturnValue(now);
      const before = newId('event');
      spy.mockReturnValue(now - 1_000);
      expect(newId('event') > before).toBe(true);
    } finally {
      spy.mockRestore();
    }
  });
});
