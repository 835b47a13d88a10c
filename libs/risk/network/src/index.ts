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
export { drawRing } from './draw/draw-ring.js';
export { PaymentBook, type PaymentRow } from './payment/payment-book.js';
export { edgesWithin, paymentsByAccount, type AccountPayments, type Payments } from './payment/payments.js';
export { laterNeighbours, type Reached } from './payment/later-neighbours.js';
export { accountEvidence, type AccountEvidence, type Rhythm } from './account/account-evidence.js';
export { classifyAccount, type AccountClass } from './classify/classify-account.js';
export { AccountClassifier, type ClassifiedAccount } from './classify/account-classifier.js';
export {
  fitLinear,
  judge,
  type Contribution,
  type Judgement,
  type LinearModel,
  type Properties,
} from './linear/linear-model.js';
export { merchantProperties, type MerchantProperty } from './classify/merchant-properties.js';
export {
  findRings,
  type Ring,
  type RingMember,
  type RingOptions,
  type RingWindow,
} from './ring/find-rings.js';
export { ringProperties, type RingProperty } from './ring/ring-properties.js';
export type { CommunityEvidence, MemberFlows } from './ring/community-evidence.js';
export { scoreRings, type RingScore } from './ring/score-rings.js';
export { simulateWorld, type PaymentWorld, type WorldOptions } from './simulate/payment-world.js';
export { plantRings, type PlantedRing, type PlantOptions, type RingKind } from './simulate/plant-rings.js';
export { EdgeLines, type NamedVertices } from './text/edge-lines.js';
export type { Checked, ReturnedNetwork } from './returned/returned-network.js';
export { checkClustering } from './returned/check-clustering.js';
export { checkCommunities } from './returned/check-communities.js';
export { checkComponents } from './returned/check-components.js';
export { checkPageRank } from './returned/check-page-rank.js';
