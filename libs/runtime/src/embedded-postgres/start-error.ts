/** Why the platform could not start, for the person at the keyboard: what is wrong and where, and how to mend it. */
export class StartError extends Error {
  constructor(
    readonly problem: string,
    readonly mend: string,
    options?: ErrorOptions,
  ) {
    super(`${problem}: ${mend}`, options);
    this.name = 'StartError';
  }
}
