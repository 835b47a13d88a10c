export {
  lendingEventKinds,
  parseLendingEvent,
  type LendingEvent,
  type LendingEventKind,
} from './event/lending-event.js';
export { lookingBank, simulateMarket, type SimulatedMarket } from './simulate/simulated-market.js';
export { LenderStream, type Taken } from './stream/lender-stream.js';
export { usesMax } from './stream/first-uses.js';
export { lenderFigures, type LenderFigure } from './figure/lender-figure.js';
export { lenderFiguresOf, lenderValuesOf, type LenderValues } from './figure/figures-of-borrower.js';
export {
  blindIdentifier,
  evaluateBlinded,
  evaluatorKeysFrom,
  tokensFrom,
  tokenSuite,
  type EvaluatorKeys,
} from './token/oblivious-token.js';
