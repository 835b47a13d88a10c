/** Why the demo could not go on, in words for the person at the keyboard. */
export class DemoError extends Error {
  constructor(
    message: string,
    /** The API's stable code of the cause, when it was the API that refused. */
    readonly reason?: string,
  ) {
    super(message);
    this.name = 'DemoError';
  }
}
