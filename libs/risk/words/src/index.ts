export { textFeatures, type TextEvidence } from './feature/text-features.js';
export type { CountedWord, TextFeature } from './feature/feature.js';
