export * from './terms/product-terms.js';
export * from './terms/parse-product-terms.js';
export * from './version/product-version.js';
export * from './terms/servicing-terms.js';
