/** What a promise brings within so many milliseconds; undefined afterwards. What it brings later is left, and so is its failure. */
export async function within<T>(promise: Promise<T>, budgetMs: number): Promise<T | undefined> {
  promise.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), budgetMs);
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
