import { Fault } from '@fanxing/kernel';
import { z } from 'zod';
import {
  isStrategyStage,
  sources,
  stageKinds,
  strategyKinds,
  type Pipeline,
  type PipelineStage,
} from './pipeline.js';

/** Whoever asks for a decision waits five seconds; what is kept after it takes its part of them. */
const budgetMsMax = 4_000;
const stagesMax = 30;
const declineCode = /^[A-Z][A-Z0-9_]{2,63}$/;

const budgetMs = z.int().min(1).max(budgetMsMax);
const named = {
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be small letters, digits and hyphens, at most 40'),
  inputs: z.array(z.string()).max(stagesMax),
};
const fallback = z.discriminatedUnion('use', [
  z.strictObject({ use: z.literal('missing') }),
  z.strictObject({ use: z.literal('last-known'), maxAgeHours: z.int().min(1).max(8_760) }),
  z.strictObject({ use: z.literal('decline'), reason: z.string().regex(declineCode) }),
]);
const stage = z.discriminatedUnion('kind', [
  z.strictObject({ ...named, kind: z.enum(['consents', 'indicators', 'signals', 'models']) }),
  z.strictObject({
    ...named,
    kind: z.literal('data'),
    sources: z.partialRecord(z.enum(sources), z.strictObject({ budgetMs, whenDown: fallback })),
  }),
  z.strictObject({ ...named, kind: z.enum(strategyKinds), strategyId: z.string().nullable(), budgetMs }),
]);
const document = z.strictObject({
  format: z.literal('fanxing-pipeline/1'),
  budgetMs: budgetMs.nullable(),
  stages: z.array(stage).min(1).max(stagesMax),
});

/** Reads a pipeline. Fails with PIPELINE_INVALID, which names the first problem, at its place below `path`. */
export function readPipeline(json: unknown, path: string): Pipeline {
  const parsed = document.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    refuse(issue?.message ?? 'it has another form', [path, ...(issue?.path ?? [])].join('.'));
  }
  const pipeline = parsed.data as Pipeline;
  mustBeInOrder(pipeline.stages, path);
  mustBeGivenWhatTheyNeed(pipeline.stages, path);
  pipeline.stages.forEach((each, place) => {
    if (!isStrategyStage(each) || pipeline.budgetMs === null || each.budgetMs <= pipeline.budgetMs) return;
    refuse('a stage can not take longer than the whole', `${path}.stages.${place}.budgetMs`);
  });
  return pipeline;
}

const once = ['consents', 'data', 'indicators', 'signals', 'models', 'credit'] as const;

function mustBeInOrder(stages: readonly PipelineStage[], path: string): void {
  for (const kind of once) {
    const count = stages.filter((each) => each.kind === kind).length;
    if (count !== 1)
      refuse(`it must have exactly one stage of the kind ${kind}, not ${count}`, `${path}.stages`);
  }
  stages.forEach(({ name, kind }, place) => {
    const before = stages[place - 1];
    const at = `${path}.stages.${place}`;
    if (before && stageKinds.indexOf(before.kind) > stageKinds.indexOf(kind))
      refuse(`${kind} comes before ${before.kind}: the order is ${stageKinds.join(', ')}`, `${at}.kind`);
    if (stages.findIndex((other) => other.name === name) < place)
      refuse(`there are two stages called ${name}`, `${at}.name`);
  });
}

/** What each of the preparing kinds can not do without. */
const needed: Readonly<Record<string, readonly string[]>> = {
  data: ['consents'],
  indicators: ['data'],
  signals: ['data'],
  models: ['data', 'indicators', 'signals'],
};

function mustBeGivenWhatTheyNeed(stages: readonly PipelineStage[], path: string): void {
  stages.forEach((each, place) => {
    const at = `${path}.stages.${place}.inputs`;
    const before = stages.slice(0, place);
    each.inputs.forEach((input, which) => {
      if (!before.some(({ name }) => name === input))
        refuse(`no stage before it is called ${input.slice(0, 40)}`, `${at}.${which}`);
      if (each.inputs.indexOf(input) < which) refuse(`${input} is named twice`, `${at}.${which}`);
    });
    const kinds = before.filter(({ name }) => each.inputs.includes(name)).map(({ kind }) => kind);
    const inForce = isStrategyStage(each) && each.strategyId === null;
    if (inForce && each.kind !== 'credit')
      refuse(
        'only the credit stage can be the strategy in force: name one',
        `${path}.stages.${place}.strategyId`,
      );
    // What is in force was reviewed as one that is given all of this, and so is whatever will be.
    const needs = inForce ? ['data', 'indicators', 'signals', 'models'] : (needed[each.kind] ?? []);
    const lacking = needs.find((kind) => !(kinds as readonly string[]).includes(kind));
    if (lacking !== undefined) refuse(`it needs the ${lacking} stage among its inputs`, at);
  });
}

function refuse(problem: string, path: string): never {
  throw new Fault('PIPELINE_INVALID', { problem }, path);
}
