/**
 * The parts of a name between its dots. Letters and digits of any script, `_` and `-` stand for themselves; every
 * other character is written as the percent-encoded bytes of its UTF-8, so that a value from a bank's data can
 * hold dots, signs or blanks and the name still reads back to exactly that value.
 */
export function escapeToken(text: string): string {
  return text.replace(/[^\p{L}\p{N}_-]/gu, percentEncode);
}

/** The text that {@link escapeToken} was given, or null where the token is not one that it writes. */
export function unescapeToken(token: string): string | null {
  try {
    const text = decodeURIComponent(token);
    return escapeToken(text) === token ? text : null;
  } catch {
    return null;
  }
}

function percentEncode(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

/**
 * A kind as the first part of a name: its English plural, or `kind=…` where the plural would not read back to the
 * same kind (`cookies` could be of `cookie` or of `cooky`) or the word is not one of Latin letters.
 */
export function kindToken(kind: string): string {
  const token = escapeToken(kind);
  const word = plural(token);
  return /[a-z]$/i.test(token) && singular(word) === token ? word : `kind=${token}`;
}

/** The kind that a name's first part stands for, or null where it is not one that {@link kindToken} writes. */
export function kindOfToken(token: string): string | null {
  const kind = unescapeToken(token.startsWith('kind=') ? token.slice('kind='.length) : singular(token));
  return kind !== null && kind !== '' && kindToken(kind) === token ? kind : null;
}

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(ss|x|ch|sh|zz)$/.test(word) ? `${word}es` : `${word}s`;
}

function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(ss|x|ch|sh|zz)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
