import { parseInstant } from '@fanxing/kernel';
import { parseEvent } from '@fanxing/risk-events';
import { latestMoment } from './latest-moment.js';

const now = parseInstant('2026-11-28T00:00:00Z');

it.each([
  ['live', '2026-11-28T00:05:00Z', true],
  ['live', '2026-11-28T00:05:00.001Z', false],
  ['live', '2027-11-28T00:00:00Z', false],
  ['sandbox', '2027-11-28T00:00:00Z', true],
  ['sandbox', '2056-11-01T00:00:00Z', true],
  ['sandbox', '2057-11-28T00:00:00Z', false],
] as const)('in %s an event of %s is taken now: %s', (environment, at, isTaken) => {
  const read = () =>
    parseEvent({ id: 'e', borrowerId: 'b', kind: 'payment', at }, latestMoment({ environment }, now), 'row');
  if (isTaken) expect(read().at).toBe(parseInstant(at));
  else expect(read).toThrow(expect.objectContaining({ reason: 'EVENT_IN_FUTURE', path: 'row.at' }));
});
