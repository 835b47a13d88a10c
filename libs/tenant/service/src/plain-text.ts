import { Fault } from '@fanxing/kernel';

/**
 * A line that somebody typed, without blanks around it: 1 to `longest` characters and none that controls a terminal
 * or that a database refuses. Fails with INPUT_INVALID.
 */
export function plainLine(text: string, longest: number, path: string): string {
  const line = text.trim();
  if (line.length >= 1 && line.length <= longest && !/\p{Cc}/u.test(line)) return line;
  throw new Fault(
    'INPUT_INVALID',
    { problem: `${path} must be 1 to ${longest} characters on one line` },
    path,
  );
}
