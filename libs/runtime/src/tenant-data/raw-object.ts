/**
 * The members of an object's JSON text, each value as it is written: a reader in JavaScript would round a number that PostgreSQL
 * keeps exactly. The text must be an object as PostgreSQL writes one.
 */
export function rawMembers(text: string): Map<string, string> {
  const members = new Map<string, string>();
  let at = afterSpace(text, 1);
  while (at < text.length && text[at] !== '}') {
    const nameEnd = endOfValue(text, at);
    const name = JSON.parse(text.slice(at, nameEnd)) as string;
    const valueAt = afterSpace(text, afterSpace(text, nameEnd) + 1);
    const valueEnd = endOfValue(text, valueAt);
    members.set(name, text.slice(valueAt, valueEnd));
    at = afterSpace(text, valueEnd);
    if (text[at] === ',') at = afterSpace(text, at + 1);
  }
  return members;
}

/** The object that has these members, in their order. */
export function rawObject(members: ReadonlyMap<string, string>): string {
  return `{${[...members].map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(', ')}}`;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}

function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') {
      at = endOfString(text, at);
      if (depth === 0) return at + 1;
    } else if (letter === '{' || letter === '[') depth += 1;
    else if (letter === '}' || letter === ']') {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (letter === ',' || letter === ' ' || letter === ':')) return at;
  }
  return text.length;
}

/** Where the quotation mark is that ends the string which begins here. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"' && at < text.length) at += text[at] === '\\' ? 2 : 1;
  return at;
}
