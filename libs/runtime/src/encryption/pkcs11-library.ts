import { RootKeyError } from './root-key-error.js';

/** A handle of the library's: a session, a slot, an object. */
export type Handle = Buffer;

export interface Attribute {
  readonly type: number;
  readonly value?: number | boolean | string | Buffer;
}

interface Mechanism {
  readonly mechanism: number;
  readonly parameter?: unknown;
}

/** Of the binding to PKCS#11 what is used here. Its calls do not wait: a token answers in well under a millisecond. */
export interface Library {
  load(path: string): void;
  close(): void;
  C_Initialize(): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): { readonly label: string };
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseAllSessions(slot: Handle): void;
  C_Login(session: Handle, user: number, pin: string): void;
  C_FindObjectsInit(session: Handle, template: readonly Attribute[]): void;
  C_FindObjects(session: Handle, most: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, template: readonly Attribute[]): Attribute[];
  C_GenerateKey(session: Handle, mechanism: Mechanism, template: readonly Attribute[]): Handle;
  C_EncryptInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_Encrypt(session: Handle, plain: Buffer, out: Buffer): Buffer;
  C_DecryptInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_Decrypt(session: Handle, sealed: Buffer, out: Buffer): Buffer;
}

/** The binding and its numbers (PKCS#11 2.40). */
export interface Binding {
  readonly PKCS11: new () => Library;
  readonly [constant: `CK${string}`]: number;
}

/** The binding is compiled where it is installed, for those who have a token: it is no part of the platform's own packages. */
export async function loadBinding(): Promise<Binding> {
  const name: string = 'pkcs11js';
  try {
    const loaded = (await import(name)) as Partial<Binding> & { readonly default?: Binding };
    return loaded.default ?? (loaded as Binding);
  } catch {
    throw new RootKeyError(
      'the package pkcs11js, which speaks to security modules, is not installed',
      'npm install --include=optional, where a C++ compiler and Python are',
    );
  }
}
