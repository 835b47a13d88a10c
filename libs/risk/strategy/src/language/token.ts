import { beyond } from './beyond-compiler.js';

export type Token =
  | { readonly kind: 'number' | 'text' | 'name' | 'sign'; readonly text: string }
  | { readonly kind: 'end'; readonly text: '' };

/** Longer expressions are left to the engine; no cell that a person writes comes near. */
const lengthMax = 5_000;
const words = new Set(['and', 'or', 'not', 'in']);
const pattern =
  /(?<space>[ \t\r\n]+)|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<name>[A-Za-z_$#][A-Za-z0-9_$]*)|(?<sign>\.\.|\?\?|==|!=|<=|>=|[-+*/%^<>()[\]{},.:?!])/y;

/** Cuts an expression into its words. There are no escapes inside texts: the language has none. */
export function tokensOf(expression: string): Token[] {
  if (expression.length > lengthMax) beyond('a very long expression');
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < expression.length) {
    const groups = pattern.exec(expression)?.groups;
    if (!groups) return beyond('a sign that is not compiled');
    const token = tokenOf(groups);
    if (token) tokens.push(token);
  }
  tokens.push({ kind: 'end', text: '' });
  return joinNotIn(tokens);
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token | undefined {
  const { number, name, sign } = groups;
  const text = groups['double'] ?? groups['single'];
  if (number !== undefined) return { kind: 'number', text: number };
  if (text !== undefined) return { kind: 'text', text };
  if (name !== undefined) return { kind: words.has(name) ? 'sign' : 'name', text: name };
  if (sign === '!') return { kind: 'sign', text: 'not' };
  return sign === undefined ? undefined : { kind: 'sign', text: sign };
}

function joinNotIn(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    if (token.kind === 'sign' && token.text === 'in' && last?.kind === 'sign' && last.text === 'not') {
      joined[joined.length - 1] = { kind: 'sign', text: 'not in' };
    } else joined.push(token);
  }
  return joined;
}
