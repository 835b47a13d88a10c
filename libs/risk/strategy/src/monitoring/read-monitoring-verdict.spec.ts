import { readMonitoringVerdict } from './read-monitoring-verdict.js';

const late = { level: 'RED', reasons: ['RECENT_ARREARS'] };

describe('what a monitoring strategy answered', () => {
  it('is a level with its reasons, and what is to be done', () => {
    expect(readMonitoringVerdict({ ...late, action: 'FREEZE', limit: null, note: 'x' })).toEqual({
      ...{ level: 'RED', reasons: ['RECENT_ARREARS'], action: 'FREEZE', limit: null, limitShare: null },
    });
    expect(readMonitoringVerdict({ ...late, action: 'CUT', limitShare: '0.5' })).toMatchObject({
      ...{ action: 'CUT', limit: null, limitShare: '0.5' },
    });
    expect(
      readMonitoringVerdict({
        level: 'GREEN',
        reasons: ['GOOD_REPAYMENT'],
        action: 'RAISE',
        limit: '30000.00',
      }),
    ).toMatchObject({ action: 'RAISE', limit: '30000.00' });
  });

  it('may say nothing of an action, and then wants none', () => {
    expect(readMonitoringVerdict({ level: 'GREEN' })).toEqual({
      ...{ level: 'GREEN', reasons: [], action: 'NONE', limit: null, limitShare: null },
    });
  });

  it('names each reason once', () => {
    expect(readMonitoringVerdict({ level: 'YELLOW', reasons: ['A', 'B', 'A'] }).reasons).toEqual(['A', 'B']);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no level', {}, 'its level is undefined'],
    ['a level that there is not', { level: 'PURPLE' }, '"PURPLE"'],
    ['an action that there is not', { ...late, action: 'SELL' }, '"SELL"'],
    ['a warning without a reason', { level: 'YELLOW', reasons: [] }, 'YELLOW and NONE without a reason'],
    ['an action without a reason', { level: 'GREEN', action: 'RAISE', limit: '1' }, 'without a reason'],
    ['reasons that are no codes', { level: 'RED', reasons: 'late' }, 'not a list of codes'],
    [
      'more reasons than anybody reads',
      { level: 'RED', reasons: Array.from({ length: 21 }, (_, place) => `R${place}`) },
      '21 reasons',
    ],
    ['a freeze at peace', { level: 'GREEN', reasons: ['A'], action: 'FREEZE' }, 'does not go with its level'],
    [
      'a cut at peace',
      { level: 'GREEN', reasons: ['A'], action: 'CUT', limit: '1' },
      'does not go with its level',
    ],
    ['more credit for a line in danger', { ...late, action: 'RAISE', limit: '1' }, 'RAISE does not go'],
    [
      'a line in danger let go',
      { level: 'ORANGE', reasons: ['A'], action: 'UNFREEZE' },
      'UNFREEZE does not go',
    ],
    ['a cut to nothing that is named', { ...late, action: 'CUT' }, 'needs a limit or a limitShare'],
    ['a cut to two amounts', { ...late, action: 'CUT', limit: '1', limitShare: '0.5' }, 'and not both'],
    ['an amount that is a number', { ...late, action: 'CUT', limit: 5000 }, 'its amount is 5000'],
    ['a cut to zero', { ...late, action: 'CUT', limit: '0.00' }, 'not a decimal text above zero'],
  ])('is refused for %s', (_, result, said) => {
    const read = () => readMonitoringVerdict(result);
    expect(read).toThrow(expect.objectContaining({ reason: 'STRATEGY_INVALID' }));
    expect(read).toThrow(said);
  });
});
