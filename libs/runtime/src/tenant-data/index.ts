export * from './tenant-keeper.js';
export * from './tenant-export.js';
export * from './tenant-copy.js';
