import type { Payments } from '../payment/payments.js';
import { judge, type Contribution, type LinearModel } from '../linear/linear-model.js';
import type { CommunityEvidence, MemberFlows } from './community-evidence.js';
import { ringModel } from './ring-model.js';
import { ringProperties, type RingProperty } from './ring-properties.js';
import { watchCommunities, type Community, type WindowOptions } from './watch-communities.js';

export interface RingOptions extends WindowOptions {
  /** From which probability on a community is reported; default 0.7. */
  readonly threshold?: number;
  readonly model?: LinearModel<RingProperty>;
}

export interface Ring {
  /** The label of its community: the same in every window. */
  readonly label: number;
  /** The end of the window in which it was reported first. */
  readonly reportedMs: number;
  readonly windows: readonly RingWindow[];
  readonly members: readonly RingMember[];
}

/** A ring as it was seen in one window. */
export interface RingWindow {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly accounts: readonly number[];
  readonly probability: number;
  readonly contributions: readonly Contribution<RingProperty>[];
  readonly evidence: CommunityEvidence;
  readonly members: readonly MemberFlows[];
}

export interface RingMember {
  readonly account: number;
  /** `hub`: has to do with a third of the ring. `buyer`: brings money in, and is no hub. */
  readonly role: 'hub' | 'buyer' | 'member';
  readonly paidMinor: number;
  readonly gotMinor: number;
  readonly passedOnMinor: number;
  readonly partners: number;
}

/** All rings, by when they were reported. */
export function findRings(payments: Payments, options: RingOptions): Ring[] {
  const seen: { label: number; windows: RingWindow[] }[] = [];
  let alive: typeof seen = [];
  for (const communities of watchCommunities(payments, options)) {
    const now: typeof seen = [];
    for (const community of communities) {
      const window = judgedWindow(community, options);
      if (window.probability < (options.threshold ?? 0.7)) continue;
      const known =
        alive.find((ring) => isSame(ring, community)) ?? now.find(({ label }) => label === community.label);
      const ring = known ?? { label: community.label, windows: [] };
      if (!known) seen.push(ring);
      if (!now.includes(ring)) now.push(ring);
      ring.windows.push(window);
    }
    alive = now;
  }
  return seen.map(({ label, windows }) => ({
    label,
    reportedMs: windows[0]!.untilMs,
    windows,
    members: membersOf(strongest(windows)),
  }));
}

/** By the label; or, where a label got lost in a merger, by most of its members. */
function isSame(
  ring: { label: number; windows: readonly RingWindow[] },
  { label, accounts }: Community,
): boolean {
  if (ring.label === label) return true;
  const last = new Set(ring.windows.at(-1)!.accounts);
  return accounts.filter((account) => last.has(account)).length * 2 > Math.min(accounts.length, last.size);
}

function judgedWindow(community: Community, { model = ringModel }: RingOptions): RingWindow {
  const { fromMs, untilMs, accounts, evidence, members } = community;
  const { probability, contributions } = judge(model, ringProperties, evidence);
  return { fromMs, untilMs, accounts, probability, contributions, evidence, members };
}

/** The window in which most of it was to be seen. */
function strongest(windows: readonly RingWindow[]): RingWindow {
  const weight = ({ evidence, probability }: RingWindow): number => evidence.internalMinor * probability;
  return windows.reduce((best, window) => (weight(window) > weight(best) ? window : best));
}

/** Of the median member's money among members; who had less to do with it stands at the edge by chance. */
const edgeShare = 0.25;

function membersOf(window: RingWindow): RingMember[] {
  const sums = window.members
    .map(({ inMinor, outMinor }) => inMinor + outMinor)
    .sort((one, other) => one - other);
  const least = edgeShare * (sums[sums.length >> 1] ?? 0);
  const members = window.members.filter(({ inMinor, outMinor }) => inMinor + outMinor >= least);
  const isHub = ({ partners }: MemberFlows): boolean =>
    partners.size >= 3 && partners.size * 3 >= members.length - 1;
  const areAllHubs = members.every(isHub);
  return members.map((member) => ({
    account: member.account,
    role: !areAllHubs && isHub(member) ? 'hub' : member.bringsMoney ? 'buyer' : 'member',
    paidMinor: member.outMinor,
    gotMinor: member.inMinor,
    passedOnMinor: member.passedMinor,
    partners: member.partners.size,
  }));
}
