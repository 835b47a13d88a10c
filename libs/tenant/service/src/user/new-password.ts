import { randomBytes } from 'node:crypto';

/** A first password that nobody guesses before it is changed: 192 random bits behind a mark that says so to the embedded provider. */
export function newPassword(): string {
  return `fxp_${randomBytes(24).toString('base64url')}`;
}
