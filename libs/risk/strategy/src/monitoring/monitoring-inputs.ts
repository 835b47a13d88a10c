import type { StrategyInputs } from '../review/review-strategy.js';

/** What a monitoring strategy is given of the line, by name and kind; amounts in major units, for comparing only. */
const ofLine = {
  status: 'text',
  limit: 'number',
  used: 'number',
  utilisation: 'number',
  daysPastDue: 'number',
  loansOpen: 'number',
} as const;

/** What watching a line gives its strategy: `isIndicator` says which indicators there are. */
export function monitoringInputs(isIndicator: (name: string) => boolean): StrategyInputs {
  return {
    eventCount: 'number',
    daysSinceLastEvent: 'number',
    indicators: (name) => (isIndicator(name) ? 'number' : undefined),
    line: (name) => (Object.hasOwn(ofLine, name) ? ofLine[name as keyof typeof ofLine] : undefined),
  };
}
