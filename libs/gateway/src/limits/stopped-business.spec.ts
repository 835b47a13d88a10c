import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { mustStayPossible } from './stopped-business.js';

const schema = buildSchema(readFileSync(join(__dirname, '../../schema.graphql'), 'utf8'));
const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});

function isPossible(rootFields: readonly string[], stoppedAs: string | null, isMutation = true): boolean {
  try {
    mustStayPossible({ isMutation, rootFields }, { stoppedAs });
    return true;
  } catch {
    return false;
  }
}

describe('a tenant whose business has stopped', () => {
  it('may change what its borrowers have a right to, what it is owed and who has access, and nothing else', () => {
    expect(mutations.filter((field) => isPossible([field], 'SUSPENDED'))).toEqual([
      'approveOperation',
      'cancelBacktest',
      'cancelCollection',
      'cancelDrawDown',
      'closeCreditLine',
      'completeSubjectRequest',
      'deleteClient',
      'disableClient',
      'disableUser',
      'endBreakGlass',
      'endUserSessions',
      'freezeCreditLine',
      'openSubjectRequest',
      'recordIncomingPayment',
      'recordPromiseToPay',
      'recordReturnedDebit',
      'refundOverpayment',
      'rejectOperation',
      'rejectSubjectRequest',
      'repay',
      'replayDecision',
      'replayEarlyWarning',
      'requestTenantArchive',
      'resetUserPassword',
      'resolveIncomingPayment',
      'reverseRepayment',
      'revokeApiKey',
      'revokeMandate',
      'rotateApiKey',
      'rotateClientSecret',
      'rotateKey',
      'setSubjectRequestDeadline',
      'stopExperiment',
      'withdrawConsent',
    ]);
  });

  it('does not get a change through beside one that is possible', () => {
    expect(isPossible(['repay', 'drawDown'], 'OFFBOARDING')).toBe(false);
  });

  it('reads as before, and one that does business changes what it may', () => {
    expect(isPossible(['loans'], 'SUSPENDED', false)).toBe(true);
    expect(mutations.every((field) => isPossible([field], null))).toBe(true);
  });
});
