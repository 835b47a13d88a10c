import { Fault } from '@fanxing/kernel';
import { z } from 'zod';

export const text = z.string({ error: 'it is missing or not a text' });
export const number = z.number({ error: 'it is missing or not a number' });

export function oneOf<const Names extends readonly string[]>(names: Names) {
  return z.enum(names, { error: `it must be one of ${names.join(', ')}` });
}

export function listOf<Item extends z.ZodType>(item: Item, max: number) {
  const error = `it must be a list of ${max} at most`;
  return z.array(item, { error }).max(max, { error });
}

/** Names the field that nobody knows, and those that are known. */
export function objectOf<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `there is no field "${issue.keys.join('", "')}": there are ${Object.keys(shape).join(', ')}`
        : `it must be an object with ${Object.keys(shape).join(', ')}`,
  });
}

/** Fails with INPUT_INVALID and the path of the first field that has another shape. */
export function readShape<Shape extends z.ZodType>(shape: Shape, input: unknown): z.infer<Shape> {
  const read = shape.safeParse(input);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const problem = issue?.message ?? 'it is not an object';
  throw new Fault('INPUT_INVALID', { problem }, pathOf([...(issue?.path ?? []), ...unknown]));
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}
