/**
 * How a product's applications are decided, as data. Stages run in the order of the document, each is given what its inputs
 * name and nothing else, and the first that declines ends it.
 */
export interface Pipeline {
  readonly format: 'fanxing-pipeline/1';
  /** For everything from the reading of data to the last strategy, in milliseconds; null: as long as its stages may take. */
  readonly budgetMs: number | null;
  readonly stages: readonly PipelineStage[];
}

export type PipelineStage = PreparingStage | DataStage | StrategyStage;

interface Stage {
  /** Unique in the document; what other stages name among their inputs. */
  readonly name: string;
  /** Names of stages before this one, whose results it is given. */
  readonly inputs: readonly string[];
}

/** What every decision is prepared by. Consents are checked before anything is read and again before anything is kept. */
export interface PreparingStage extends Stage {
  readonly kind: 'consents' | 'indicators' | 'signals' | 'models';
}

/** The reading of what is known, by source. */
export interface DataStage extends Stage {
  readonly kind: 'data';
  readonly sources: Readonly<Partial<Record<Source, SourceUse>>>;
}

/** Where a decision's data come from. */
export const sources = ['events'] as const;
export type Source = (typeof sources)[number];

export interface SourceUse {
  /** A source that has not answered within so many milliseconds is down. */
  readonly budgetMs: number;
  readonly whenDown: Fallback;
}

/** What stands in for a source that is down. */
export type Fallback =
  /** Its figures are missing: rules that need one do not hold. */
  | { readonly use: 'missing' }
  /** The figures of the borrower's latest decision, if it is not older; otherwise DATA_NOT_AVAILABLE. */
  | { readonly use: 'last-known'; readonly maxAgeHours: number }
  /** A decline with this code. */
  | { readonly use: 'decline'; readonly reason: string };

export const strategyKinds = ['admission', 'anti-fraud', 'credit', 'limit', 'pricing'] as const;
export type StrategyKind = (typeof strategyKinds)[number];

/** A strategy with the time that it may take, in milliseconds. */
export interface StrategyStage extends Stage {
  readonly kind: StrategyKind;
  /** The id of a published strategy; null: the one in force for the product, which only the credit stage can be. */
  readonly strategyId: string | null;
  readonly budgetMs: number;
}

/** The kinds of stages in the order in which they stand. */
export const stageKinds = ['consents', 'data', 'indicators', 'signals', 'models', ...strategyKinds] as const;

export function isStrategyStage(stage: PipelineStage): stage is StrategyStage {
  return (strategyKinds as readonly string[]).includes(stage.kind);
}

export function strategyStagesOf({ stages }: Pipeline): StrategyStage[] {
  return stages.filter(isStrategyStage);
}

/** How a source is read; undefined: for as long as it takes, and what goes wrong with it ends the decision as an error. */
export function sourceUseOf({ stages }: Pipeline, source: Source): SourceUse | undefined {
  const data = stages.find((stage) => stage.kind === 'data');
  return data?.sources[source];
}
