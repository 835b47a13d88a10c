/** The root key can not be used: the platform does not start without it. */
export class RootKeyError extends Error {
  override readonly name = 'RootKeyError';

  constructor(problem: string, remedy: string) {
    super(`${problem}: ${remedy}`);
  }
}
