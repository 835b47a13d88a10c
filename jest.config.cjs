module.exports = {
  ...require('./jest.preset.cjs'),
  rootDir: __dirname,
  // Suites of journeys run whole platforms: more of them at once than cores only makes each slow.
  maxWorkers: 2,
  globalSetup: '<rootDir>/apps/journeys/src/harness/prepared-run.fixture.ts',
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools'],
};
