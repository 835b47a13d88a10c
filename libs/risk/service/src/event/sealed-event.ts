import type { IndicatorEvent } from '@fanxing/risk-indicators';
import { SealedColumn, type TenantKeys } from '@fanxing/runtime/encryption';

/** What of an event is sealed: it names others, or holds the bank's own words. */
export type EventDetail = Pick<IndicatorEvent, 'counterparty' | 'channel' | 'fields'>;

/** An event as it is kept; one of before it was sealed has its detail in the clear. */
export interface KeptDetail {
  readonly id: string;
  readonly counterparty: string | null;
  readonly channel: string | null;
  readonly fields: EventDetail['fields'] | null;
  readonly data_key: Buffer | null;
  readonly detail_sealed: Buffer | null;
}

export const noDetail: EventDetail = { counterparty: null, channel: null, fields: {} };

const table = 'risk.event';
const column = 'detail_sealed';

interface SealedDetail {
  readonly dataKey: Buffer;
  readonly detail: Buffer;
}

/**
 * Seals the details of a batch. Events of a borrower share a data key, also those of batches that come close together: a decision reads
 * a borrower's events by the hundred and unwraps each key once, and to make one costs as much as to seal four events.
 */
export function sealDetails(
  keys: TenantKeys,
  events: readonly (EventDetail & Pick<IndicatorEvent, 'id' | 'borrowerId'>)[],
): SealedDetail[] {
  const { tenantId, environment } = keys;
  const details = new SealedColumn({ tenantId, environment, table, column });
  let last: { readonly owner: string; readonly made: ReturnType<TenantKeys['keptFor']> } | undefined;
  return events.map(({ id, borrowerId, counterparty, channel, fields }) => {
    // Events of one borrower mostly stand together.
    if (borrowerId !== last?.owner) last = { owner: borrowerId, made: keys.keptFor(borrowerId) };
    const { key, wrapped } = last.made;
    const text = JSON.stringify({ counterparty, channel, fields });
    return { dataKey: wrapped, detail: key.sealTextIn(details, id, text) };
  });
}

/** Opens the details of one borrower's events, in their order. */
export function openDetails(
  keys: TenantKeys,
  borrowerId: string,
  rows: readonly KeptDetail[],
): EventDetail[] {
  const { tenantId, environment } = keys;
  const unwrapped = new Map<string, ReturnType<TenantKeys['unwrap']>>();
  return rows.map(
    ({ id: rowId, counterparty, channel, fields, data_key: dataKey, detail_sealed: sealed }) => {
      if (!dataKey || !sealed) return { counterparty, channel, fields: fields ?? {} };
      const name = dataKey.toString('latin1');
      const key = unwrapped.get(name) ?? keys.unwrap(dataKey, borrowerId);
      unwrapped.set(name, key);
      const place = { tenantId, environment, table, column, rowId };
      return JSON.parse(key.openText(sealed, place)) as EventDetail;
    },
  );
}
