/**
 * What statements of one transaction answer that are sent together, so that the database does not wait for this process between them.
 * Fails as the first of them, in their order, that fails: those after it are refused only because it has.
 */
export async function sentTogether<Statements extends readonly Promise<unknown>[]>(
  ...statements: Statements
): Promise<{ -readonly [Place in keyof Statements]: Awaited<Statements[Place]> }> {
  const outcomes = await Promise.allSettled(statements);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return (await Promise.all(statements)) as {
    -readonly [Place in keyof Statements]: Awaited<Statements[Place]>;
  };
}
