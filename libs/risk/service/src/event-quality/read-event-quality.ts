import { Inject, Injectable } from '@nestjs/common';
import {
  addDays,
  Fault,
  parseBusinessDate,
  type BusinessDate,
  type Clock,
  type Instant,
} from '@fanxing/kernel';
import {
  emptyProfile,
  judgeRule,
  reportOn,
  type Profile,
  type QualityReport,
  type QualityRule,
  type RuleResult,
} from '@fanxing/risk-events';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { mustBeSource } from '../event-upload/event-source-name.js';
import { profilesOf, sourcesOf, type Days, type EventSource } from './event-profile.store.js';
import { rulesOf } from './quality-rule.store.js';

export interface EventQualityQuery {
  readonly source: string;
  readonly from?: string | null;
  readonly until?: string | null;
  readonly referenceFrom?: string | null;
  readonly referenceUntil?: string | null;
}

export interface EventQualityView {
  readonly source: string;
  readonly current: Days;
  readonly reference: Days;
  readonly rejected: readonly { readonly reason: string; readonly rows: number }[];
  readonly kinds: readonly (QualityReport & { readonly kind: string })[];
  readonly rules: readonly QualityRule[];
  readonly results: readonly RuleResult[];
}

const [currentDays, referenceDays, daysMax, kindsMax] = [7, 28, 92, 100];
const rejectedPrefix = 'rejected ';

/** Shows what a source is worth: what it brought in some days, against the days before and against what the bank demands of it. */
@Injectable()
export class ReadEventQuality {
  constructor(
    private readonly database: ServiceDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async sources(context: TenantContext): Promise<EventSource[]> {
    mustBeAllowedTo(context, 'risk:read');
    return this.database.transaction(context, (transaction) => sourcesOf(transaction, null));
  }

  /** Fails with INPUT_INVALID for days that end before they begin or are more than 92. */
  async of(context: TenantContext, query: EventQualityQuery): Promise<EventQualityView> {
    mustBeAllowedTo(context, 'risk:read');
    const { source } = query;
    mustBeSource(source, 'source');
    const now = this.clock.now();
    const today = parseBusinessDate(now.slice(0, 10));
    const current = daysOf(query.from, query.until, 'from', today, currentDays);
    const before = addDays(current.from, -1);
    const reference = daysOf(
      query.referenceFrom,
      query.referenceUntil,
      'referenceFrom',
      before,
      referenceDays,
    );
    const [profiles, earlier, sources, rules] = await this.database.transaction(
      context,
      async (transaction) => [
        await profilesOf(transaction, source, current),
        await profilesOf(transaction, source, reference),
        await sourcesOf(transaction, source),
        await rulesOf(transaction, source),
      ],
    );
    const latest = new Map(sources.map(({ kind, latestAt }) => [kind, latestAt]));
    const kinds = new Set([...profiles.keys(), ...earlier.keys(), ...latest.keys()]);
    kinds.delete('');
    const reports = [...kinds]
      .sort()
      .slice(0, kindsMax)
      .map((kind) => ({ kind, ...reportOf(profiles.get(kind), earlier.get(kind), latest.get(kind), now) }));
    const byKind = new Map(reports.map((report) => [report.kind, report]));
    return {
      ...{ source, current, reference, rules },
      rejected: rejectedIn(profiles.get('')),
      kinds: reports,
      results: rules.map((rule) => judgeRule(rule, byKind.get(rule.kind))),
    };
  }
}

function reportOf(
  current: Profile = emptyProfile(),
  reference: Profile | undefined,
  latestAt: Instant | undefined,
  now: Instant,
): QualityReport {
  return reportOn({ ...current, latestAt: latestAt ?? null }, reference, now);
}

function rejectedIn(profile: Profile | undefined): { reason: string; rows: number }[] {
  const counts = [...(profile?.fields.get('') ?? [])];
  return counts.map(([measure, rows]) => ({ reason: measure.slice(rejectedPrefix.length), rows }));
}

function daysOf(
  from: string | null | undefined,
  until: string | null | undefined,
  path: string,
  lastDay: BusinessDate,
  length: number,
): Days {
  const last = until ? parseBusinessDate(until, path) : lastDay;
  const first = from ? parseBusinessDate(from, path) : addDays(last, 1 - length);
  if (first > last || addDays(first, daysMax) <= last)
    throw new Fault('INPUT_INVALID', { problem: `the days must be 1 to ${daysMax}` }, path);
  return { from: first, until: last };
}
