import {
  applicationTransitions,
  transitionApplication,
  type ApplicationEvent,
  type ApplicationStatus,
} from './application-status.js';

const statuses: readonly ApplicationStatus[] = [
  'RECEIVED',
  'DECIDING',
  'APPROVED',
  'DECLINED',
  'EXPIRED',
  'WITHDRAWN',
];
const events = Object.keys(applicationTransitions) as ApplicationEvent[];

describe('the states of an application', () => {
  it.each<[ApplicationStatus, ApplicationEvent, ApplicationStatus]>([
    ['RECEIVED', 'START_DECIDING', 'DECIDING'],
    ['DECIDING', 'APPROVE', 'APPROVED'],
    ['DECIDING', 'DECLINE', 'DECLINED'],
    ['APPROVED', 'LET_EXPIRE', 'EXPIRED'],
    ['APPROVED', 'WITHDRAW', 'WITHDRAWN'],
  ])('%s goes by %s to %s', (from, event, to) => {
    expect(transitionApplication(from, event)).toBe(to);
  });

  it.each<ApplicationStatus>(['DECLINED', 'EXPIRED', 'WITHDRAWN'])('%s is final', (status) => {
    for (const event of events) {
      expect(() => transitionApplication(status, event)).toThrow(
        expect.objectContaining({ reason: 'STATE_CONFLICT' }),
      );
    }
  });

  it('says in which state the event would have been possible', () => {
    expect(() => transitionApplication('RECEIVED', 'APPROVE')).toThrow(
      expect.objectContaining({
        details: { what: 'application', status: 'RECEIVED', needed: 'DECIDING' },
      }),
    );
  });

  it('can reach every state', () => {
    const reached = new Set<string>(['RECEIVED', ...events.map((event) => applicationTransitions[event].to)]);
    expect([...reached].sort()).toEqual([...statuses].sort());
  });
});
