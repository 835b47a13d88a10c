/** How a value is shown to whoever may know that it is there and not what it is; one rule for each type of field. */
export const masks = {
  /** 欧阳娜娜 → 欧***, however long: the length of a name is not told. */
  NAME: (text: string) => `${[...text][0] ?? ''}***`,
  /** +8613812345678 → 138****5678, as everybody in China writes it; others keep their country and the last four. */
  PHONE: (text: string) => {
    const national = text.replace(/^\+86/, '');
    return `${national.slice(0, national.startsWith('+') ? 4 : 3)}****${national.slice(-4)}`;
  },
  /** 11010519491231002X → 110***********002X: birth date and sequence stay hidden. */
  IDENTITY_NUMBER: (text: string) => `${text.slice(0, 3)}***********${text.slice(-4)}`,
  /** 91330100799655058B → 9133**********058B. */
  CREDIT_CODE: (text: string) => `${text.slice(0, 4)}**********${text.slice(-4)}`,
  /** What the bank itself calls somebody: the end is enough to tell two apart. */
  REFERENCE: (text: string) => `****${text.length > 8 ? text.slice(-4) : ''}`,
  /** Nothing of it. */
  ALL: () => '***',
} as const satisfies Record<string, (text: string) => string>;

export type MaskRule = keyof typeof masks;
