import type { BankFolder } from '@fanxing/bank-folder';
import { DataDictionary, type DataCategory, type DataNameKind } from '@fanxing/runtime/consent';
import type { FoundedBank } from './found-bank.js';

/** What the bank means by a name that is not common to all banks: it describes a customer, or an account. */
const meant: Readonly<Record<DataNameKind, DataCategory>> = { ATTRIBUTE: 'PROFILE', EVENT_KIND: 'ACCOUNTS' };

/**
 * The bank says which personal data its own names stand for, since the platform refuses what nobody has declared. Answers
 * the dictionary that holds from then on.
 */
export async function declareData(
  { manifest }: BankFolder,
  { riskOfficer }: FoundedBank,
): Promise<DataDictionary> {
  const common = new DataDictionary();
  const own = (kind: DataNameKind, names: readonly string[]) =>
    names
      .filter((name) => common.find(kind, name) === undefined)
      .map((name) => ({ kind, name, category: meant[kind] }));
  const attributes = own('ATTRIBUTE', manifest.attributeNames);
  const kinds = own('EVENT_KIND', manifest.eventKinds);
  await riskOfficer.send(
    'mutation ($input: DeclareDataNamesInput!) { declareDataNames(input: $input) { declared } }',
    { input: { names: [...attributes, ...kinds] } },
  );
  const categories = (names: typeof attributes) =>
    Object.fromEntries(names.map(({ name, category }) => [name, category]));
  return new DataDictionary({ ATTRIBUTE: categories(attributes), EVENT_KIND: categories(kinds) });
}
