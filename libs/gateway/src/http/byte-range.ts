/** Bytes of a file; `to` is the first that is not among them. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What a Range header asks for, of a file with so many bytes: one range of bytes (RFC 9110, 14.2). Undefined: the whole file, also for
 * several ranges and for what is not understood, which the standard lets a server pass over.
 */
export function rangeOf(header: string | undefined, bytes: number): ByteRange | 'UNSATISFIABLE' | undefined {
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!asked) return undefined;
  const [, first = '', last = ''] = asked;
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Number(last);
    return length === 0 ? 'UNSATISFIABLE' : { from: Math.max(0, bytes - length), to: bytes };
  }
  const from = Number(first);
  const to = last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  if (last !== '' && Number(last) < from) return undefined;
  return from >= bytes ? 'UNSATISFIABLE' : { from, to };
}
