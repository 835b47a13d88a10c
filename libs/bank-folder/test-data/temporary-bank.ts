import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBankFolder, type BankFolder } from '../src/index.js';

/** A manifest that every test starts from; `customers.csv` and `payments.csv` are {@link smallFiles}. */
export const smallManifest = {
  version: 1,
  name: 'Small bank (invented)',
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  files: { customers: { path: 'customers.csv' }, payments: { path: 'payments.csv' } },
  borrower: { file: 'customers', id: 'customer', attributes: { town: 'town' } },
  events: [{ file: 'payments', borrower: 'customer', kind: 'payment', at: 'paid_on', amount: 'amount' }],
  outcome: {
    file: 'customers',
    borrower: 'customer',
    column: 'defaulted',
    good: [0],
    bad: [1],
    asOf: '2024-01-01',
  },
  split: { train: '1/2', by: "hash of the borrower's id" },
};

export const smallFiles: Readonly<Record<string, string>> = {
  'customers.csv': 'customer,town,defaulted\n1,Wuhan,0\n2,Xian,1\n',
  'payments.csv': 'customer,paid_on,amount\n1,2023-05-01,10\n2,2023-06-01,20\n',
};

const folders: string[] = [];

/** Writes a folder that {@link removeFolders} takes away again. */
export async function writeFolder(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bank-folder-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

export async function removeFolders(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
}

/** Opens a folder with this manifest and {@link smallFiles}, some of them replaced. */
export async function openSmallBank(
  manifest: object,
  files: Readonly<Record<string, string | Buffer>> = {},
): Promise<BankFolder> {
  const folder = await writeFolder({ 'bank.json': JSON.stringify(manifest), ...smallFiles, ...files });
  return openBankFolder({ manifestFolder: folder });
}

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}
