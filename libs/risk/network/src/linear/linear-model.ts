import { fitLogistic } from '@fanxing/risk-models';

/** Properties that a model reads from evidence, each made so that more of it speaks for the same side. */
export type Properties<Name extends string, Evidence> = Readonly<
  Record<Name, (evidence: Evidence) => number>
>;

/** A logistic model that people can read: the log-odds are the base and, for each property, its coefficient times what is unusual. */
export interface LinearModel<Name extends string> {
  readonly base: number;
  readonly coefficients: Readonly<Record<Name, number>>;
  readonly means: Readonly<Record<Name, number>>;
}

export interface Judgement<Name extends string> {
  readonly probability: number;
  /** What each property adds to the log-odds, the largest first; together with the base they are the log-odds. */
  readonly contributions: readonly Contribution<Name>[];
  readonly base: number;
}

export interface Contribution<Name extends string> {
  readonly property: Name;
  readonly value: number;
  readonly logOdds: number;
}

export function judge<Name extends string, Evidence>(
  model: LinearModel<Name>,
  properties: Properties<Name, Evidence>,
  evidence: Evidence,
): Judgement<Name> {
  const contributions = namesOf(properties).map((property): Contribution<Name> => {
    const value = properties[property](evidence);
    return { property, value, logOdds: model.coefficients[property] * (value - model.means[property]) };
  });
  const logOdds = contributions.reduce((sum, part) => sum + part.logOdds, model.base);
  return {
    probability: 1 / (1 + Math.exp(-logOdds)),
    contributions: contributions.sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds)),
    base: model.base,
  };
}

/**
 * Fits a model to evidence whose outcome is known. A property that speaks the other way beside the rest is left out (coefficient
 * 0) instead of being turned round. A strong penalty is meant: simulated worlds are easier to tell apart than real ones, and a
 * model of them would be too sure.
 */
export function fitLinear<Name extends string, Evidence>(
  properties: Properties<Name, Evidence>,
  rows: readonly Evidence[],
  outcomes: readonly boolean[],
  penalty: number,
): LinearModel<Name> {
  const names = namesOf(properties);
  const columns = names.map((name) => Float64Array.from(rows, properties[name]));
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / column.length);
  const spreads = columns.map((column, at) => {
    const squares = column.reduce((sum, value) => sum + (value - means[at]!) ** 2, 0);
    return Math.sqrt(squares / column.length) || 1;
  });
  const scaled = columns.map((column, at) => column.map((value) => (value - means[at]!) / spreads[at]!));
  const { intercept, coefficients } = fitLogistic(scaled, Float64Array.from(outcomes, Number), penalty);
  const record = (of: (at: number) => number): Record<Name, number> =>
    Object.fromEntries(names.map((name, at) => [name, rounded(of(at))])) as Record<Name, number>;
  return {
    base: rounded(intercept),
    coefficients: record((at) => coefficients[at]! / spreads[at]!),
    means: record((at) => means[at]!),
  };
}

function namesOf<Name extends string>(properties: Properties<Name, never>): Name[] {
  return Object.keys(properties) as Name[];
}

/** Six digits are more than the data knows, and a file that people can compare. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
