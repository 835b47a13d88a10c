import type { Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '@fanxing/risk-indicators';

/** A customer of the bank as the demo's client knows it. */
export interface Customer {
  /** The bank's own id. */
  readonly reference: string;
  /** The platform's id. */
  readonly borrowerId: string;
  readonly attributes: Readonly<Record<string, string | number | null>>;
  /** Whether the scorecard is fitted on this customer. */
  readonly isTrain: boolean;
  /** What became of the customer, and the moment to decide as of; undefined when nobody knows. */
  outcome: { readonly isBad: boolean; readonly asOf: Instant } | undefined;
  /** When each event happened, for everybody; the events themselves for the train part only. */
  readonly eventTimes: Instant[];
  readonly events: IndicatorEvent[];
}

/** The moment that a customer is decided as of: the outcome's, else the end of the bank's files. */
export function asOfFor({ outcome }: Customer, endOfFiles: Instant): Instant {
  return outcome?.asOf ?? endOfFiles;
}

/** How many events happened strictly before a moment. */
export function eventsBefore({ eventTimes }: Customer, moment: Instant): number {
  return eventTimes.reduce((count, at) => (at < moment ? count + 1 : count), 0);
}
