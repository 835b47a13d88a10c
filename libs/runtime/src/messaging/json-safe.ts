/** `T` itself if it comes out of JSON as it went in, else a type that nothing fits. Optional members are allowed. */
export type JsonSafe<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined | void
    ? T
    : T extends
          | bigint
          | symbol
          | Date
          | ReadonlyMap<unknown, unknown>
          | ReadonlySet<unknown>
          | ((...input: never[]) => unknown)
      ? never
      : { [Key in keyof T]: JsonSafe<T[Key]> };

/** Somebody hands a value to a contract or an event that JSON would change or refuse: a defect of ours. */
export class ValueNotJsonError extends Error {
  /** What a log line may tell: the place and the kind, never the value. */
  readonly safeFields: { readonly path: string; readonly valueType: string };

  constructor(where: string, path: string, valueType: string) {
    super(
      `${where}: ${path} is a ${valueType}, which JSON can not carry; send a string, for amounts a decimal one.`,
    );
    this.name = 'ValueNotJsonError';
    this.safeFields = { path, valueType };
  }
}

const depthMax = 32;

/** Throws a {@link ValueNotJsonError} that names the first part of `value` which JSON would change or refuse. */
export function mustBeJson(where: string, path: string, value: unknown): void {
  const found = value === undefined ? undefined : findForeign(value, path, 0);
  if (found) throw new ValueNotJsonError(where, found.path, found.valueType);
}

function findForeign(
  value: unknown,
  path: string,
  depth: number,
): { path: string; valueType: string } | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : { path, valueType: 'number-not-finite' };
  if (typeof value !== 'object') return { path, valueType: typeof value };
  if (depth > depthMax) return { path, valueType: 'cycle' };
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = findForeign(item, `${path}[${index}]`, depth + 1);
      if (found) return found;
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    return { path, valueType: value.constructor?.name ?? 'object' };
  for (const [key, part] of Object.entries(value)) {
    const found = part === undefined ? undefined : findForeign(part, `${path}.${key}`, depth + 1);
    if (found) return found;
  }
  return undefined;
}
