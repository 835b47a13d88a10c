export * from './tenant-keeper.js';
export * from './tenant-archive.js';
export * from './tenant-copy.js';
export { filePartBytes, partsOf, readSealedPart, type FilePlace } from './sealed-file.js';
