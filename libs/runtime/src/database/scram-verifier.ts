import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** PostgreSQL's own. Passwords of services are random, so more rounds would keep nobody out. */
const rounds = 4096;

/**
 * What PostgreSQL keeps of a password (RFC 5803), which it takes in the password's place: the password itself is in no statement,
 * so in no log of statements. For passwords of ASCII alone, which need no SASLprep.
 */
export function scramVerifierOf(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const keyed = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${storedKey}:${keyed('Server Key').toString('base64')}`;
}
