import { randomBytes } from 'node:crypto';

/** 144 random bits: a first password that nobody guesses before it is changed. */
export function newPassword(): string {
  return randomBytes(18).toString('base64url');
}
