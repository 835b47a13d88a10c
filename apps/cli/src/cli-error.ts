/** What a command could not do, in the three parts that a person needs: what, where, how to mend it. */
export class CliError extends Error {
  constructor(
    /** 1 failed, 2 wrong usage, 3 bad input data. */
    readonly status: 1 | 2 | 3,
    readonly code: string,
    readonly what: string,
    readonly where: string,
    readonly how: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${what} (${where}): ${how}`);
  }
}

/** A library's or the system's word for what went wrong, without anything that was in the message. */
export function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
}

/** What went wrong has been printed, as part of a report; only the exit status is left to tell. */
export class AlreadyTold extends Error {
  constructor(readonly status: 1 | 2 | 3) {
    super();
  }
}
