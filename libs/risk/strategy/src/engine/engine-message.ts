/**
 * What the native engine says about a failure. It appends its stack to the message, and only the first line is for
 * people; its errors come from outside this program, so that they are known by their shape and not by their class.
 */
export function engineMessage(error: unknown): string {
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  const message = isError ? String(error.message) : typeof error === 'string' ? error : JSON.stringify(error);
  return (message.split('\n')[0] ?? '').slice(0, 300);
}
