export { degreeAt, type Network } from './graph/network.js';
export { buildNetwork, type EdgeColumns, type NetworkOptions } from './graph/build-network.js';
export { EdgeText, type NamedEdges } from './text/edge-text.js';
export type { ThreadOptions } from './thread/run-kernel.js';
export { localClustering } from './measure/clustering.js';
export { communities, type CommunityOptions } from './measure/communities.js';
export { components } from './measure/components.js';
export { pageRank, type PageRankOptions } from './measure/page-rank.js';
export {
  AccountClusterings,
  type AccountClustering,
  type AccountOptions,
} from './account/account-clustering.js';
export { LiveNetwork } from './live/live-network.js';
export { egoNetwork, type EgoNetwork } from './account/ego-network.js';
export { drawEgoNetwork, type EgoPicture } from './draw/draw-ego-network.js';
