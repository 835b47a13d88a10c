/** Tells a person who waits what is being done. Silent with `--json`. */
export interface Progress {
  step(text: string): void;
  /** How far the present step is, written over itself on a terminal, now and then elsewhere. */
  count(done: number, all: number): void;
}

const pauseMs = 200;

export function progressTo(stream: NodeJS.WriteStream, silent: boolean): Progress {
  if (silent) return { step: () => undefined, count: () => undefined };
  let present = '';
  let shownAt = 0;
  return {
    step(text) {
      present = text;
      shownAt = performance.now();
      const seconds = (shownAt / 1_000).toFixed(1).padStart(5);
      stream.write(`${stream.isTTY ? '\r\u001b[K' : ''}${seconds} s  ${text}\n`);
    },
    count(done, all) {
      if (!stream.isTTY || (performance.now() - shownAt < pauseMs && done < all)) return;
      shownAt = performance.now();
      stream.write(`\r\u001b[K  ${present}: ${done} of ${all}${done === all ? '\r\u001b[K' : ''}`);
    },
  };
}
