import assert from 'node:assert/strict';
import { parse, validate } from 'graphql';
import { planOver } from '../../dist/supergraph.js';
import { plainSubgraph } from './plain-subgraph.fixture.mjs';

/** Answers have no prototype, and hold what they hold. */
export function same(given, wanted) {
  assert.deepEqual(given === undefined ? undefined : JSON.parse(JSON.stringify(given)), wanted);
}

/** What a query comes to over some subgraphs, composed and planned as the gateway does. */
export async function answered(subgraphs, query, variables = {}) {
  const bindings = subgraphs.map(plainSubgraph);
  const supergraph = await planOver(bindings);
  const document = parse(query);
  same(validate(supergraph.schema, document), []);
  const context = { authorization: '' };
  const { data, errors } = await supergraph.execute({ document, variables, context });
  return { data, errors, supergraph, bindings };
}
