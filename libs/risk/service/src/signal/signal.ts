import type { Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '@fanxing/risk-indicators';
import type { ConsentPurpose, DataAccess, DataCategory } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';

/** Where a signal comes from; the first part of its name. */
export const signalFamilies = ['place', 'network', 'growth', 'words', 'lenders'] as const;
export type SignalFamily = (typeof signalFamilies)[number];

/** What a signal's name stands for, in both languages. */
export interface SignalDefinition {
  /** As rules name it: `signals["place.safeShare"]`; in a model `signals.place.safeShare`. */
  readonly name: string;
  readonly meaning: string;
  readonly meaningZh: string;
  readonly unit: string;
  readonly unitZh: string;
  /** When there is no figure. */
  readonly missing: string;
  readonly missingZh: string;
  /** What the borrower must have agreed to. */
  readonly needs: readonly SignalNeed[];
}

export interface SignalNeed {
  readonly purpose: ConsentPurpose;
  readonly category: DataCategory;
}

/** Of whom, as of when, and what has been read already. */
export interface SignalQuestion {
  readonly borrowerId: string;
  /** Strictly before it everything happened. */
  readonly asOf: Instant;
  /** What was received later is not part of it; null: everything. */
  readonly knownUntil: Instant | null;
  /** The product that is asked for; null where it is asked of the borrower alone. */
  readonly productCode: string | null;
  /** The application that is asked for; null where it is asked of the borrower alone. */
  readonly application: AskedApplication | null;
  /** The right to the events, which were read by it. */
  readonly access: DataAccess;
  readonly events: readonly IndicatorEvent[];
}

/** What a figure that is a sum is made of: base, parts and rest together are the figure. */
export interface FigureParts {
  /** Who summed it, such as a version of a model. */
  readonly source: string;
  readonly base: number;
  /** The parts that weigh most, the heaviest first. */
  readonly parts: readonly { readonly name: string; readonly adds: number }[];
  /** All other parts together. */
  readonly rest: number;
}

/** By the names of the signals. */
export type SignalParts = Readonly<Record<string, FigureParts>>;

export interface AskedApplication {
  readonly id: string;
  /** Its own decision is being made, which may ask others for it. Else only what was kept with it is told. */
  readonly isDeciding: boolean;
  /** What was kept later is not told; null: everything. */
  readonly keptUntil: Instant | null;
}

export interface SignalReason {
  readonly code: string;
  readonly en: string;
  readonly zh: string;
}

export interface SignalPicture {
  /** What it shows. */
  readonly subject: string;
  readonly svg: string;
}

export type SignalFigures = Readonly<Record<string, number | null>>;

/** Figures, what they rest on (null: nothing to tell of), and the rights that were opened besides the question's own. */
export interface Read<Evidence> {
  readonly evidence: Evidence | null;
  readonly opened: readonly DataAccess[];
}

/** One family: it reads for one borrower, and tells figures from what it read. */
export interface SignalReader<Evidence> {
  /** Fails with CONSENT_REQUIRED where the borrower has not agreed to what the family needs. */
  read(context: TenantContext, question: SignalQuestion): Promise<Read<Evidence>>;
  figuresOf(evidence: Evidence): SignalFigures;
  /** What figures are made of, where somebody must be told; recorded with them. */
  partsOf?(evidence: Evidence): SignalParts;
  reasonsOf(evidence: Evidence): readonly SignalReason[];
  picturesOf(evidence: Evidence): readonly SignalPicture[];
}
