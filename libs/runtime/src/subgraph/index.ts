export * from './error-format.js';
export { internalTokenHeader } from './internal-token.js';
export { listSizesIn, type ListSizes } from './list-sizes.js';
export * from './sdl.js';
export * from './service-handle.js';
export * from './subgraph-context.js';
export * from './subgraph.module.js';
export * from './tokens.js';
