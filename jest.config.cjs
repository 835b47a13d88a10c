module.exports = {
  ...require('./jest.preset.cjs'),
  rootDir: __dirname,
  // Suites of journeys run whole platforms: more of them at once than cores only makes each slow.
  maxWorkers: 2,
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools'],
};
