export { dataCategories, dataCategoryNames, type DataCategory } from './data-category.js';
export { categoriesOf, consentPurposes, purposes, type ConsentPurpose, type DataPurpose } from './purpose.js';
export {
  DataDictionary,
  ownName,
  ownNames,
  type DataNameKind,
  type DeclaredNames,
} from './data-dictionary.js';
export {
  coveredAttributes,
  mustCover,
  mustStillHold,
  openByLaw,
  openDataAccess,
  type AskConsent,
  type DataAccess,
} from './data-access.js';
