/**
 * How a sentence about a wrong name goes on: `, did you mean "…"?` where a known name is near enough (a third of the
 * letters may differ, and case), else a full stop.
 */
export function suggestion(wrong: string, known: Iterable<string>): string {
  const nearest = nearestName(wrong, known);
  return nearest === undefined ? '.' : `, did you mean "${nearest}"?`;
}

/** The known name that is fewest edits away, or undefined where none is near. */
export function nearestName(wrong: string, known: Iterable<string>): string | undefined {
  const wanted = fold(wrong);
  let nearest: string | undefined;
  let distanceMin = Math.max(wanted.length > 3 ? 2 : 1, Math.floor(wanted.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(wanted, fold(name));
    if (distance < distanceMin) [nearest, distanceMin] = [name, distance];
  }
  return nearest;
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '');
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substitution = left[row - 1] === right[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + substitution,
        ),
      );
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
