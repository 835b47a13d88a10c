export { createProductService, productMigrations, type ProductServiceOptions } from './product.module.js';
