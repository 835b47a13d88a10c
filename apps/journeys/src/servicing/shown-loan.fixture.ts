/** What the API shows of an instalment, and of how a loan stands. */
export const instalment =
  'number dueOn principal { amount } interest { amount } fee { amount } total { amount } balance { amount }';
export const standing = `status dueOn bucket daysPastDue classification stage nonAccrual outstanding { amount } interestDue { amount } feeDue { amount }
  penaltyDue { amount } overpaid { amount } provision { amount } schedule { apr instalments { ${instalment} paid { amount } } }`;

export interface Shown {
  readonly status: string;
  readonly dueOn: string;
  readonly outstanding: { readonly amount: string };
  readonly schedule: { readonly apr: string; readonly instalments: readonly Row[] };
}

export interface Row {
  readonly number: number;
  readonly dueOn: string;
  readonly total: { readonly amount: string };
  readonly paid: { readonly amount: string };
}
