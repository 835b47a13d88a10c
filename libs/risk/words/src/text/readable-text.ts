import { Fault } from '@fanxing/kernel';

/** A year of an operator's posts; more is an archive and not a text. */
export const textCharactersMax = 1_000_000;

/**
 * The text of a file or of a field, in the form in which words are compared: Unicode's NFKC (full width becomes half,
 * ligatures become letters), lines end with `\n`, without the invisible signs that only steer how text is set.
 * Fails with TEXT_UNREADABLE, which names the byte or the character, and with TEXT_TOO_LONG.
 */
export function readableText(given: Uint8Array | string): string {
  const text = typeof given === 'string' ? given : decoded(given);
  if (text.length > textCharactersMax)
    throw new Fault('TEXT_TOO_LONG', { characters: text.length, most: textCharactersMax });
  const broken = text.search(/\p{Surrogate}|\0/u);
  if (broken >= 0) throw unreadable(`character ${broken} is half a character or a NUL`);
  return text
    .normalize('NFKC')
    .replace(/\r\n?/g, '\n')
    .replace(/[\u00AD\u200B\u2060\uFEFF]/g, '');
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(`byte ${firstWrongByte(bytes)} is not UTF-8`);
  }
}

/** Bisection: a beginning of the bytes decodes (its last character may be cut) exactly as long as it is well formed. */
function firstWrongByte(bytes: Uint8Array): number {
  let sound = 0;
  let broken = bytes.length + 1;
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (decodes(bytes.subarray(0, middle))) sound = middle;
    else broken = middle;
  }
  return sound;
}

function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function unreadable(problem: string): Fault {
  return new Fault('TEXT_UNREADABLE', { problem });
}
