import { parseInstant } from '@fanxing/kernel';
import { seededRandom, shuffled } from '@fanxing/risk-models';
import type { SocialAct } from './social-behaviour.js';
import { socialFeatures } from './social-features.js';

const asOf = parseInstant('2026-04-01T00:00:00+08:00');

function act(kind: SocialAct['kind'], at: string, counterpart: string | null = null): SocialAct {
  return { kind, at: parseInstant(`2026-03-${at}:00+08:00`), counterpart };
}

function valuesOf(acts: readonly SocialAct[], days = 28): Record<string, number | null> {
  return Object.fromEntries(socialFeatures(acts, { asOf, days }).map(({ name, value }) => [name, value]));
}

const acts = [
  act('posted', '10T09:00'),
  act('posted', '11T09:00'),
  act('posted', '12T09:00'),
  // Ann asks twice in a row, and is answered after three hours; then she answers after one.
  act('received', '13T06:00', 'ann'),
  act('received', '13T08:00', 'ann'),
  act('wrote', '13T09:00', 'ann'),
  act('received', '13T10:00', 'ann'),
  // Bob writes and hears nothing; Cem is written to, and answers after a week.
  act('received', '14T06:00', 'bob'),
  act('wrote', '15T09:00', 'cem'),
  act('received', '22T09:00', 'cem'),
];

describe('social behaviour', () => {
  it('is how active, regular, mutual and broad it is', () => {
    const values = valuesOf(acts);
    expect(values).toMatchObject({
      'social.activity.posts': 3 / 4,
      'social.activity.messages': 2 / 4,
      'social.activity.silence': 16 * 24 + 15,
      'social.regularity.activeDays': 5 / 28,
      'social.regularity.hours': 0,
      'social.reciprocity.counterparts': 2 / 3,
      // Of the turns of Ann (two), Bob and Cem the first alone was answered.
      'social.reciprocity.answers': 1 / 4,
      'social.reciprocity.answerHours': 3,
      'social.reciprocity.answered': 1 / 2,
      'social.breadth.counterparts': 3,
      'social.breadth.largest': 4 / 7,
    });
    const [ann, bob, cem] = [4 / 7, 1 / 7, 2 / 7];
    expect(values['social.breadth.effective']).toBeCloseTo(1 / (ann ** ann * bob ** bob * cem ** cem), 12);
    // Gaps of a day, a day, a day and two days.
    expect(values['social.regularity.gaps']).toBeCloseTo(Math.sqrt(3 / 16) / (5 / 4), 12);
  });

  it('does not depend on the order in which acts are given, nor on what comes later', () => {
    const later = [
      act('posted', '31T23:59'),
      { ...act('wrote', '10T09:00', 'dan'), at: asOf },
      { ...act('wrote', '10T09:00', 'eva'), at: parseInstant('2026-05-01T00:00:00Z') },
    ];
    const values = valuesOf([...acts, later[0]!]);
    expect(valuesOf(shuffled([...acts, ...later], seededRandom(3)))).toEqual(values);
    expect(values['social.activity.posts']).toBe(1);
  });

  it('looks back as far as it is told', () => {
    expect(valuesOf(acts, 20)['social.activity.posts']).toBeCloseTo(7 / 20, 12);
    expect(() => socialFeatures(acts, { asOf, days: 0 })).toThrow(RangeError);
  });

  it('of nothing is no activity, and nothing else to measure', () => {
    for (const [name, value] of Object.entries(valuesOf([])))
      expect([name, value]).toEqual([
        name,
        /posts|messages|activeDays|breadth.counterparts/.test(name) ? 0 : null,
      ]);
  });

  it('names no counterpart', () => {
    expect(JSON.stringify(socialFeatures(acts, { asOf }))).not.toMatch(/ann|bob|cem/);
  });
});
