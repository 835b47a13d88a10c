import { join } from 'node:path';
import {
  drawRing,
  findRings,
  type Payments,
  type Ring,
  type RingMember,
  type RingWindow,
} from '@fanxing/risk-network';
import { printJson, printLine } from '../output.js';
import { readPayments, type PaymentOptions } from './read-payments.js';
import { writeText } from './write-text.js';

export interface RingOptions extends PaymentOptions {
  readonly window: number;
  readonly threshold?: number;
  readonly draw?: string;
}

export async function findRingsInFile({ window: windowMs, ...options }: RingOptions): Promise<void> {
  const payments = await readPayments(options.payments);
  const { threshold } = options;
  const rings = findRings(payments, { windowMs, ...(threshold === undefined ? {} : { threshold }) });
  if (options.draw !== undefined) {
    for (const [at, ring] of rings.entries()) {
      await writeText(join(options.draw, `ring-${at + 1}.svg`), [drawRing(payments, ring)]);
    }
  }
  if (options.json) printJson({ windowMs, rings: rings.map((ring, at) => shown(payments, ring, at + 1)) });
  else rings.forEach((ring, at) => tell(payments, ring, at + 1));
}

/** `window` and `scores` are of the window in which the ring was surest; `windows` has them all. */
function shown(payments: Payments, ring: Ring, number: number): object {
  const surest = surestOf(ring);
  const idsOf = (members: readonly RingMember[]): string[] =>
    members.map(({ account }) => payments.idOf(account));
  return {
    id: `ring-${number}`,
    reportedAt: moment(ring.reportedMs),
    members: idsOf(ring.members),
    buyers: idsOf(ring.members.filter(({ role }) => role === 'buyer')),
    ...windowShown(surest),
    contributions: surest.contributions,
    evidence: ring.members.map((member) => ({
      id: payments.idOf(member.account),
      role: member.role,
      paid: decimal(member.paidMinor),
      got: decimal(member.gotMinor),
      passedOn: decimal(member.passedOnMinor),
      partners: member.partners,
    })),
    windows: ring.windows.map((window) => ({
      ...windowShown(window),
      members: window.accounts.map((account) => payments.idOf(account)),
    })),
  };
}

function windowShown({ fromMs, untilMs, probability, evidence }: RingWindow): object {
  const { internalMinor, ...scores } = evidence;
  return {
    window: { from: moment(fromMs), until: moment(untilMs) },
    scores: { probability, ...scores, amongMembers: decimal(internalMinor) },
  };
}

function surestOf({ windows }: Ring): RingWindow {
  return windows.reduce((best, window) => (window.probability > best.probability ? window : best));
}

function tell(payments: Payments, ring: Ring, number: number): void {
  const { probability, evidence } = surestOf(ring);
  printLine(
    `ring-${number} reported ${moment(ring.reportedMs)} probability ${probability.toFixed(2)} ` +
      `round trip ${evidence.roundTrip.toFixed(2)} burst ${evidence.burst.toFixed(1)}`,
  );
  for (const { account, role } of ring.members) printLine(`  ${role} ${payments.idOf(account)}`);
}

function moment(ms: number): string {
  return new Date(ms).toISOString();
}

/** Minor units as the decimal that people write; exact below 2⁵³. */
function decimal(minor: number): string {
  const whole = BigInt(Math.round(minor));
  return `${whole / 100n}.${String(whole % 100n).padStart(2, '0')}`;
}
