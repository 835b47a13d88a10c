const pollMs = 50;

/** Asks again and again until there is an answer. Fails with what was said last, or that nothing was, after the patience. */
export async function eventually<Answer>(
  patienceMs: number,
  ask: () => Answer | undefined | Promise<Answer | undefined>,
): Promise<Answer> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`nothing came of it within ${patienceMs} ms`);
    await pause(pollMs);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
