export * from './command-road.js';
