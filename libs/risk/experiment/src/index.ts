export { armOf, everybody, placeOf, type Arm, type Subject } from './arm.js';
export {
  breachesOf,
  lookOf,
  readGuardRails,
  type ArmFigures,
  type Breach,
  type GuardRails,
} from './guard-rails.js';
export { readSteps } from './steps.js';
