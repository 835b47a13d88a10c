import { isPermissive, licenceProblems } from './licences.js';

const none = () => undefined;

describe('licences of what we ship', () => {
  it.each([
    'MIT',
    'Apache-2.0',
    '(MIT AND BSD-3-Clause)',
    'GPL-3.0 OR MIT',
    '(MIT OR (GPL-2.0 AND ISC))',
    '(MIT) AND (ISC)',
  ])('%s is permissive', (licence) => expect(isPermissive(licence)).toBe(true));

  it.each([
    'Elastic-2.0',
    'SSPL-1.0',
    'AGPL-3.0-only',
    'BUSL-1.1',
    'MIT AND GPL-3.0',
    'SEE LICENSE IN FILE',
    '',
  ])('"%s" is not', (licence) => expect(isPermissive(licence)).toBe(false));

  it('names the package that is not permissive, also when it lies inside another', () => {
    const packages = {
      '': { version: '0.1.0' },
      'node_modules/free': { version: '1.0.0', license: 'MIT' },
      'node_modules/free/node_modules/@owner/closed': { version: '2.0.0', license: 'Elastic-2.0' },
    };
    expect(licenceProblems(packages, none)).toEqual([
      { name: '@owner/closed', version: '2.0.0', licence: 'Elastic-2.0' },
    ]);
  });

  it('asks the installed package when the lock file states nothing', () => {
    const packages = { 'node_modules/silent': { version: '1.0.0' } };
    expect(licenceProblems(packages, () => 'ISC')).toEqual([]);
    expect(licenceProblems(packages, none)).toEqual([
      { name: 'silent', version: '1.0.0', licence: 'none stated' },
    ]);
  });

  it('leaves out what only developers use, and our own rooms', () => {
    const packages = {
      'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0', dev: true },
      'node_modules/@fanxing/kernel': { link: true },
      'libs/kernel': { version: '0.1.0' },
    };
    expect(licenceProblems(packages, none)).toEqual([]);
  });
});
