export * from './gateway.js';
export * from './subgraph-binding.js';
export { composeSupergraph, publicSdl } from './supergraph.js';
