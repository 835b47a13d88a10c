import { Fault } from '@fanxing/kernel';

const sourcePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The source of what comes by `ingestEvents`, where nobody names one. */
export const sourceOfApi = 'api';

/** Fails with INPUT_INVALID unless this can be the name of one of a bank's systems. */
export function mustBeSource(source: string, path = 'input.source'): void {
  if (!sourcePattern.test(source))
    throw new Fault(
      'INPUT_INVALID',
      { problem: 'source must be lower-case letters, digits and hyphens' },
      path,
    );
}
