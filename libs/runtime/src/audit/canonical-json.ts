/**
 * A value's one JSON text (RFC 8785, JCS): no white space, members in the order of their names' UTF-16 code units, numbers
 * and strings as ECMAScript writes them. A member that is undefined is left out. Fails with a TypeError on what JSON can not
 * hold: NaN, an infinite number, half of a surrogate pair, a bigint, a function.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as Record<string, unknown>);
  throw new TypeError(`a ${typeof value} has no JSON text`);
}

function canonicalObject(value: Record<string, unknown>): string {
  const members: string[] = [];
  // The default order of sort() is that of UTF-16 code units, which RFC 8785 asks for.
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member !== undefined) members.push(`${canonicalString(name)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

function canonicalString(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError('half of a surrogate pair has no JSON text');
  return JSON.stringify(text);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('a number that is not finite has no JSON text');
  return JSON.stringify(value);
}
