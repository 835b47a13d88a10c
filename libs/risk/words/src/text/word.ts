/** `han` and `latin` words can be understood here; `other` is a word of another script. */
export type WordKind = 'han' | 'latin' | 'number' | 'emoji' | 'other';

export interface Word {
  /** In small letters; a Chinese word as it stands. */
  readonly text: string;
  readonly kind: WordKind;
}
