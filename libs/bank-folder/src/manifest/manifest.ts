/** A value as a manifest writes it; it is compared with a CSV cell as text, numbers loosely (`1` is `1.0`). */
export type ManifestValue = string | number | boolean | null;

/** Column → the values of which the row must hold one. */
export type Where = Readonly<Record<string, readonly ManifestValue[]>>;

/** The name that a value gets → the column that holds it. */
export type ColumnsByName = Readonly<Record<string, string>>;

export interface JoinClause {
  readonly file: string;
  readonly on: string;
  readonly to: string;
}

export interface BorrowerSource {
  readonly file: string;
  readonly id: string;
  readonly where?: Where;
  readonly attributes: ColumnsByName;
}

export interface EventSource {
  readonly file: string;
  readonly id?: string;
  readonly borrower: string;
  readonly join?: readonly JoinClause[];
  readonly where?: Where;
  readonly kind: string;
  /** Absent only where `unpivot` gives the dates. */
  readonly at?: string;
  readonly dateFormat?: string;
  readonly amount?: string;
  readonly direction?: string;
  readonly fields?: ColumnsByName;
  readonly codes?: Readonly<Record<string, Readonly<Record<string, string | number | null>>>>;
  readonly unpivot?: readonly { readonly at: string; readonly columns: ColumnsByName }[];
}

export interface OutcomeSource {
  readonly file: string;
  readonly borrower: string;
  readonly join?: readonly JoinClause[];
  readonly where?: Where;
  readonly column: string;
  readonly good: readonly ManifestValue[];
  readonly bad: readonly ManifestValue[];
  readonly asOf: string;
  readonly dateFormat?: string;
}

/** The content of `bank.json`, as `data/banks/bank.schema.json` describes it. */
export interface BankManifest {
  readonly version: 1;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly files: Readonly<Record<string, { readonly path: string; readonly delimiter?: string }>>;
  readonly borrower: BorrowerSource;
  readonly events: readonly EventSource[];
  readonly outcome: OutcomeSource;
  readonly split: { readonly train: string | number; readonly by?: string };
  readonly protected?: readonly string[];
  readonly minimumEvents?: number;
}
