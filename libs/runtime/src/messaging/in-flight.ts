/** Work that has begun and not ended, so that a closing process can wait for it. */
export class InFlight {
  private readonly works = new Set<Promise<unknown>>();

  track<Result>(work: Promise<Result>): Promise<Result> {
    this.works.add(work);
    const done = () => this.works.delete(work);
    work.then(done, done);
    return work;
  }

  /** Resolves when nothing is left, or after `withinMs`. */
  async idle(withinMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), withinMs);
    });
    while (this.works.size > 0) {
      if ((await Promise.race([Promise.allSettled(this.works), late])) === 'late') break;
    }
    clearTimeout(timer);
  }
}
