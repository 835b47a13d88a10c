import { createHash } from 'node:crypto';

/** Shares are counted in hundredths of a percent: 100 is 1 %, 10,000 is everybody. */
export const everybody = 10_000;

export type Arm = 'CHAMPION' | 'CHALLENGER';

/** Whose place is looked for: the tenant's own id of the borrower, within one experiment. */
export interface Subject {
  readonly tenantId: string;
  readonly experimentId: string;
  readonly borrowerId: string;
}

/**
 * A borrower's place from 0 to 1, drawn by SHA-256 over tenant, experiment and borrower: the first 48 bits as a fraction. It
 * never changes, so that somebody who applies again is decided by the same arm; another experiment draws anew, so that nobody is
 * always among those on whom things are tried.
 */
export function placeOf({ tenantId, experimentId, borrowerId }: Subject): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([tenantId, experimentId, borrowerId]))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/** Who is decided by the challenger at a share. Whoever is at 1 % is at every greater share too. */
export function armOf(subject: Subject, share: number): Arm {
  return placeOf(subject) < share / everybody ? 'CHALLENGER' : 'CHAMPION';
}
