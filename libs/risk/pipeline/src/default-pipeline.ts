import type { Pipeline } from './pipeline.js';

/**
 * What decides for a product without a pipeline of its own: the strategy in force, on everything. A source that is down ends it
 * as an error, so that the application can be decided when the source is back.
 */
export const defaultPipeline: Pipeline = {
  format: 'fanxing-pipeline/1',
  budgetMs: null,
  stages: [
    { name: 'consents', kind: 'consents', inputs: [] },
    { name: 'data', kind: 'data', inputs: ['consents'], sources: {} },
    { name: 'indicators', kind: 'indicators', inputs: ['data'] },
    { name: 'signals', kind: 'signals', inputs: ['data'] },
    { name: 'models', kind: 'models', inputs: ['data', 'indicators', 'signals'] },
    {
      name: 'credit',
      kind: 'credit',
      inputs: ['data', 'indicators', 'signals', 'models'],
      strategyId: null,
      budgetMs: 2_000,
    },
  ],
};
