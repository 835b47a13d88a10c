/** Why something that is sealed does not open. It never says what was in it. */
export type UnreadableCause =
  'MALFORMED' | 'OTHER_KEY' | 'NOT_AUTHENTIC' | 'KEY_UNKNOWN' | 'KEY_DESTROYED' | 'ROOT_KEY_UNAVAILABLE';

/** What is sealed stays sealed: there is no other way to read it. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';

  constructor(readonly why: UnreadableCause) {
    super(`sealed data can not be opened (${why})`);
  }
}
