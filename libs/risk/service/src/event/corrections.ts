import { Fault } from '@fanxing/kernel';
import type { CanonicalEvent } from '@fanxing/risk-events';
import type { TenantReading } from '@fanxing/runtime/database';

/** An event that was corrected more than once: the correction that counts now, and those whose place it took. */
export interface Contradiction {
  readonly eventId: string;
  readonly correctionId: string;
  readonly supersededIds: readonly string[];
}

interface CorrectedRow extends Record<string, unknown> {
  readonly id: string;
  readonly root_id: string;
  readonly borrower_id: string | null;
  readonly corrections: readonly string[];
}

type Correcting = Pick<CanonicalEvent, 'id' | 'borrowerId' | 'corrects'>;

/** What the corrections among the events of a batch are about. */
export interface Corrected {
  /** The event that a correction's target began with; a correction of a correction corrects the same event. */
  rootOf(event: Correcting): string | null;
  /** Fails with CORRECTION_MISPLACED when the event that it corrects is another borrower's. */
  mustBeTheirs(event: Correcting, path: string): void;
  /** Those of the events, of which these were new, that contradict an earlier correction. */
  contradictions(events: readonly Correcting[], isNew: (id: string) => boolean): Contradiction[];
}

/** Looks up what the corrections among these events are about. */
export async function correctedBy(
  { query, context }: TenantReading,
  events: readonly Correcting[],
): Promise<Corrected> {
  const corrections = events.filter(({ corrects }) => corrects !== null);
  const rows =
    corrections.length === 0
      ? []
      : await query<CorrectedRow>(
          'what is corrected',
          'SELECT * FROM risk.corrected_events($1, $2, $3, $4)',
          [
            context.tenantId,
            context.environment,
            corrections.map(({ corrects }) => corrects),
            corrections.map(({ borrowerId }) => borrowerId),
          ],
        );
  return corrected(events, rows);
}

function corrected(events: readonly Correcting[], rows: readonly CorrectedRow[]): Corrected {
  const kept = new Map(rows.map((row) => [row.id, row]));
  const roots = new Map<string, string>();
  // In their order, so that a correction of a correction in the same batch finds what that one is about.
  for (const { id, corrects } of events)
    if (corrects !== null) roots.set(id, roots.get(corrects) ?? kept.get(corrects)?.root_id ?? corrects);
  const owners = new Map(events.map(({ id, borrowerId }) => [id, borrowerId]));
  return {
    rootOf: ({ id }) => roots.get(id) ?? null,
    mustBeTheirs: ({ borrowerId, corrects }, path) => {
      if (corrects === null) return;
      const owner = kept.get(corrects)?.borrower_id ?? owners.get(corrects) ?? borrowerId;
      if (owner !== borrowerId)
        throw new Fault('CORRECTION_MISPLACED', { eventId: corrects }, `${path}.corrects`);
    },
    contradictions: (given, isNew) => {
      const came = new Map<string, string[]>();
      for (const { root_id: root, corrections } of rows) came.set(root, [...corrections]);
      const found = new Map<string, Contradiction>();
      for (const { id } of given) {
        const root = roots.get(id);
        if (root === undefined || !isNew(id)) continue;
        const before = came.get(root) ?? [];
        if (before.length > 0)
          found.set(root, { eventId: root, correctionId: id, supersededIds: [...before] });
        came.set(root, [...before, id]);
      }
      return [...found.values()];
    },
  };
}
