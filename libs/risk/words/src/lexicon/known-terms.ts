import type { Word } from '../text/word.js';
import { protectedTerms, type ProtectedAttribute } from './protected-terms.js';
import { tones, type Tone } from './tones.js';
import { topics, type Topic } from './topics.js';

/** What is known of a term, whichever of its lists it stands in. */
export interface KnownTerm {
  readonly topics: readonly Topic[];
  readonly tones: readonly Tone[];
  readonly attributes: readonly ProtectedAttribute[];
}

/** What the lists say of a word; undefined where they say nothing. */
export function knownTerm(text: string): KnownTerm | undefined {
  return known.get(text);
}

/**
 * Neighbouring words that together are a known term become one word: 微 + 信 is 微信, single + mother is "single mother".
 * The longest wins, from left to right; a term never begins or ends within a word.
 */
export function joinKnown(words: readonly Word[]): Word[] {
  const joined: Word[] = [];
  for (let at = 0; at < words.length;) {
    const first = words[at]!;
    let text = first.text;
    let best = { text, count: 1 };
    for (let count = 2; count <= wordsMax && at + count <= words.length; count += 1) {
      const { text: next, kind } = words[at + count - 1]!;
      if (kind === 'emoji' || kind === 'other') break;
      text += first.kind === 'latin' && kind === 'latin' ? ` ${next}` : next;
      if (known.has(text)) best = { text, count };
    }
    const kind = best.count > 1 && first.kind === 'number' ? 'han' : first.kind;
    joined.push(best.count === 1 ? first : { text: best.text, kind });
    at += best.count;
  }
  return joined;
}

/** 少数民族 and 单亲妈妈 may come as one character a word. */
const wordsMax = 5;

const known = compileTerms();

function compileTerms(): ReadonlyMap<string, KnownTerm> {
  const found = new Map<string, { topics: Topic[]; tones: Tone[]; attributes: ProtectedAttribute[] }>();
  const add = <Name extends string>(
    lists: Readonly<Record<Name, string>>,
    into: (term: { topics: Topic[]; tones: Tone[]; attributes: ProtectedAttribute[] }) => Name[],
  ): void => {
    for (const [name, list] of Object.entries(lists) as [Name, string][])
      for (const listed of new Set(list.split(/\s+/))) {
        const term = listed.replaceAll('_', ' ');
        const entry = found.get(term) ?? { topics: [], tones: [], attributes: [] };
        into(entry).push(name);
        found.set(term, entry);
      }
  };
  add(topics, (term) => term.topics);
  add(tones, (term) => term.tones);
  add(protectedTerms, (term) => term.attributes);
  return found;
}

/** The known terms of two and more Chinese characters, in the order of their characters. */
export const knownChinese: readonly string[] = [...known.keys()]
  .filter((term) => /^\p{Script=Han}{2,}$/u.test(term))
  .sort();

/** Finds the protected ones among them, the longest first; `split` by it keeps them. */
export const protectedChinese = new RegExp(
  `(${knownChinese
    .filter((term) => known.get(term)!.attributes.length > 0)
    .sort((one, other) => other.length - one.length || (one < other ? -1 : 1))
    .join('|')})`,
  'u',
);
