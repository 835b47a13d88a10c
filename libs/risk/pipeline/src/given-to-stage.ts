import type { Pipeline, StrategyStage } from './pipeline.js';

/** What a stage of a kind gives to those that name it, by the names that strategies use. */
const givenBy = {
  data: ['eventCount', 'daysSinceLastEvent', 'attributes'],
  indicators: ['indicators'],
  signals: ['signals'],
  models: ['probabilityOfBad', 'score'],
} as const;

/** The names of figures that a stage is given. */
export function figuresGivenTo({ stages }: Pipeline, stage: StrategyStage): ReadonlySet<string> {
  const kinds = stages.filter(({ name }) => stage.inputs.includes(name)).map(({ kind }) => kind);
  return new Set(kinds.flatMap((kind) => (kind in givenBy ? givenBy[kind as keyof typeof givenBy] : [])));
}

/**
 * What a strategy is run on: the figures that its inputs give, and under `stages` what strategies before it said, where it names
 * them.
 */
export function givenToStage(
  pipeline: Pipeline,
  stage: StrategyStage,
  figures: Readonly<Record<string, unknown>>,
  said: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Record<string, unknown> {
  const names = figuresGivenTo(pipeline, stage);
  const given = Object.fromEntries(Object.entries(figures).filter(([name]) => names.has(name)));
  const earlier = Object.entries(said).filter(([name]) => stage.inputs.includes(name));
  return earlier.length === 0 ? given : { ...given, stages: Object.fromEntries(earlier) };
}
