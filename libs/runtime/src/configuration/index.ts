export { ConfigurationError } from './configuration-error.js';
export { readConfiguration, type Configuration } from './read-configuration.js';
export { variables, type Variable } from './variables.js';
