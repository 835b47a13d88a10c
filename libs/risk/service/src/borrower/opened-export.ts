import type { TenantKeys } from '@fanxing/runtime/encryption';
import { openFacts, type KeptFacts } from '../decision/sealed-decision.js';
import { openDetails, type KeptDetail } from '../event/sealed-event.js';

export type Document = Record<string, unknown>;

type KeptEvent = Document &
  Pick<KeptDetail, 'id' | 'counterparty' | 'channel' | 'fields'> & {
    readonly dataKey: string | null;
    readonly detailSealed: string | null;
  };
type KeptDecision = Document & Omit<KeptFacts, 'borrowerId'>;

/** What the schema holds of a borrower, as SQL hands it over. */
export interface KeptExport {
  readonly events: readonly KeptEvent[];
  readonly decisions: readonly KeptDecision[];
}

/** The same in the clear, for the person whose it is. */
export function openedExport(keys: TenantKeys, borrowerId: string, kept: KeptExport | undefined): Document {
  if (!kept) return {};
  const details = openDetails(
    keys,
    borrowerId,
    kept.events.map(({ dataKey, detailSealed, id, counterparty, channel, fields }) => ({
      ...{ id, counterparty, channel, fields },
      data_key: dataKey === null ? null : Buffer.from(dataKey, 'base64'),
      detail_sealed: detailSealed === null ? null : Buffer.from(detailSealed, 'base64'),
    })),
  );
  return {
    events: kept.events.map(({ dataKey: _, detailSealed: __, ...event }, place) => ({
      ...event,
      ...details[place],
    })),
    decisions: kept.decisions.map(({ factsSealed, trace: _, ...decision }) => {
      const { attributes, values } = openFacts(keys, { ...decision, borrowerId, factsSealed, trace: [] });
      return { ...decision, attributes, values };
    }),
  };
}

export interface KeptExplanation extends Document {
  readonly decisionId: string;
  readonly factsSealed: string | null;
}

/** An explanation with score and contributions, which are among what a decision keeps sealed. */
export function openedExplanation(
  keys: TenantKeys,
  borrowerId: string,
  { factsSealed, ...shown }: KeptExplanation,
): Document {
  if (factsSealed === null) return shown;
  const kept = { id: shown.decisionId, borrowerId, factsSealed, attributes: {}, values: {}, trace: [] };
  const { score, contributions } = openFacts(keys, kept).values as Document;
  return { ...shown, score, contributions };
}
