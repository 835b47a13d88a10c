module.exports = {
  ...require('./jest.preset.cjs'),
  rootDir: __dirname,
  // A journey waits for a third of its time, for a bank or a clock: two on two cores leave them idle.
  maxWorkers: 3,
  globalSetup: '<rootDir>/apps/journeys/src/harness/prepared-run.fixture.ts',
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools'],
};
