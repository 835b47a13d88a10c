import { createHash, randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** 256 random bits: too many to guess, so one round of SHA-256 keeps them as well as a slow hash would. */
export function newClientSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Shorter ones are refused, because {@link hashClientSecret} is only good for secrets that can't be guessed. */
export const clientSecretLengthMin = 32;

export function hashClientSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

export function matchesClientSecret(secret: string, hash: string): boolean {
  return sameBytes(Buffer.from(hashClientSecret(secret)), Buffer.from(hash));
}

/** A client's secret, or the one before it while a rotation overlaps. */
export function matchesSecretOf(
  client: {
    readonly secretHash?: string;
    readonly rotated?: { secretHash: string; ends: number } | undefined;
  },
  secret: string,
  nowSeconds: number,
): boolean {
  const { secretHash, rotated } = client;
  if (secretHash !== undefined && matchesClientSecret(secret, secretHash)) return true;
  return (
    rotated !== undefined && rotated.ends > nowSeconds && matchesClientSecret(secret, rotated.secretHash)
  );
}

export const passwordLengthMin = 8;

/** OWASP's figures for scrypt with 32 MiB: N = 2^15, r = 8, p = 3. */
const cost: ScryptOptions = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const keyLength = 32;

/** As the platform makes first passwords: 192 random bits, which nobody guesses however fast a guess is. */
const madeByMachine = /^fxp_[A-Za-z0-9_-]{32}$/;

/** People choose passwords that can be guessed, so guessing is made slow; what a machine has made needs no slow hash. */
export async function hashPassword(password: string): Promise<string> {
  if (madeByMachine.test(password)) return `sha256$$${hashClientSecret(password)}`;
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  return `scrypt$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** A wrong password takes as long as any other wrong one, whatever it is compared with; only the right one may be fast. */
export async function matchesPassword(password: string, hash: string): Promise<boolean> {
  const [kind, salt = '', key = ''] = hash.split('$');
  if (kind === 'sha256') {
    if (matchesClientSecret(password, key)) return true;
    await derive(password, Buffer.alloc(16));
    return false;
  }
  return sameBytes(await derive(password, Buffer.from(salt, 'base64url')), Buffer.from(key, 'base64url'));
}

/** What a sign-in with an unknown name is compared with, so that its answer takes as long as any other's. */
export const nobodysPassword = `scrypt$${'A'.repeat(22)}$${'A'.repeat(43)}`;

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyLength, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
