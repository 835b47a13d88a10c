import { randomBytes } from 'node:crypto';
import { loadBinding, type Attribute, type Binding, type Handle, type Library } from './pkcs11-library.js';
import { RootKeyError } from './root-key-error.js';
import type { RootKey, WrappedByRoot } from './root-key.js';
import { Unreadable } from './unreadable.js';

/** A hardware security module (硬件密码机), or software that speaks as one. */
export interface Pkcs11Token {
  /** The maker's library, such as /usr/lib/softhsm/libsofthsm2.so. */
  readonly library: string;
  readonly token: string;
  readonly pin: string;
}

const labelPrefix = 'fanxing-root-';
const nonceLength = 12;
const tagLength = 16;

/**
 * Root keys that are in a token and never leave it: made there, sensitive, not to be extracted. Wrapping is AES-256-GCM inside
 * of the token. The newest key is the one whose label is the last: a label begins with the moment at which it was made.
 */
export class Pkcs11RootKey implements RootKey {
  private constructor(
    private readonly binding: Binding,
    private readonly library: Library,
    private readonly slot: Handle,
    private readonly session: Handle,
    private readonly now: () => number,
  ) {}

  /** Makes the first key when the token has none. Fails with a {@link RootKeyError}; the PIN is in no message. */
  static async open(place: Pkcs11Token, now: () => number): Promise<Pkcs11RootKey> {
    const binding = await loadBinding();
    const library = new binding.PKCS11();
    try {
      library.load(place.library);
      library.C_Initialize();
    } catch {
      throw new RootKeyError(
        `the library ${place.library} can not be loaded`,
        'look at FANXING_PKCS11_LIBRARY',
      );
    }
    try {
      const slot = slotOf(library, place.token);
      const flags = number(binding, 'CKF_SERIAL_SESSION') | number(binding, 'CKF_RW_SESSION');
      const session = library.C_OpenSession(slot, flags);
      login(library, session, place, number(binding, 'CKU_USER'));
      const root = new Pkcs11RootKey(binding, library, slot, session, now);
      if (root.keys().length === 0) await root.rotate();
      return root;
    } catch (error) {
      library.C_Finalize();
      library.close();
      throw error;
    }
  }

  wrap(key: Buffer, about: Buffer): Promise<WrappedByRoot> {
    return attempt(() => {
      const { id, handle } = this.newest();
      const nonce = randomBytes(nonceLength);
      this.library.C_EncryptInit(this.session, this.gcm(nonce, about), handle);
      const out = Buffer.alloc(key.length + tagLength);
      const body = this.library.C_Encrypt(this.session, key, out);
      return { rootKeyId: id, wrapped: Buffer.concat([nonce, body]) };
    });
  }

  unwrap({ rootKeyId, wrapped }: WrappedByRoot, about: Buffer): Promise<Buffer> {
    return attempt(() => {
      const found = this.keys().find(({ id }) => id === rootKeyId);
      if (!found) throw new Unreadable('ROOT_KEY_UNAVAILABLE');
      if (wrapped.length < nonceLength + tagLength) throw new Unreadable('MALFORMED');
      const nonce = wrapped.subarray(0, nonceLength);
      this.library.C_DecryptInit(this.session, this.gcm(nonce, about), found.handle);
      const body = Buffer.from(wrapped.subarray(nonceLength));
      try {
        return this.library.C_Decrypt(this.session, body, Buffer.alloc(wrapped.length));
      } catch {
        throw new Unreadable('NOT_AUTHENTIC');
      }
    });
  }

  currentId(): Promise<string> {
    return attempt(() => this.newest().id);
  }

  rotate(): Promise<string> {
    return attempt(() => {
      const time = Math.max(this.now(), this.newestTime() + 1);
      const id = `${labelPrefix}${time.toString(16).padStart(12, '0')}-${randomBytes(4).toString('hex')}`;
      const mechanism = { mechanism: number(this.binding, 'CKM_AES_KEY_GEN') };
      this.library.C_GenerateKey(this.session, mechanism, [
        ...this.kind(),
        this.attribute('CKA_TOKEN', true),
        this.attribute('CKA_PRIVATE', true),
        this.attribute('CKA_SENSITIVE', true),
        this.attribute('CKA_EXTRACTABLE', false),
        this.attribute('CKA_ENCRYPT', true),
        this.attribute('CKA_DECRYPT', true),
        this.attribute('CKA_VALUE_LEN', 32),
        this.attribute('CKA_LABEL', id),
      ]);
      return id;
    });
  }

  close(): Promise<void> {
    return attempt(() => {
      this.library.C_CloseAllSessions(this.slot);
      this.library.C_Finalize();
      this.library.close();
    });
  }

  private newest(): { readonly id: string; readonly handle: Handle } {
    const newest = this.keys().at(-1);
    if (!newest) throw new Unreadable('ROOT_KEY_UNAVAILABLE');
    return newest;
  }

  /** Ours in the token, the newest last. Looked up each time: another process may have made one. */
  private keys(): { readonly id: string; readonly handle: Handle }[] {
    this.library.C_FindObjectsInit(this.session, this.kind());
    const handles = this.library.C_FindObjects(this.session, 1_000);
    this.library.C_FindObjectsFinal(this.session);
    return handles
      .map((handle) => ({ id: this.labelOf(handle), handle }))
      .filter(({ id }) => id.startsWith(labelPrefix))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** When the newest key was made: the next one is later, whatever the clock says by then. */
  private newestTime(): number {
    const newest = this.keys().at(-1);
    return newest ? Number.parseInt(newest.id.slice(labelPrefix.length, labelPrefix.length + 12), 16) : 0;
  }

  private labelOf(handle: Handle): string {
    const type = number(this.binding, 'CKA_LABEL');
    const [label] = this.library.C_GetAttributeValue(this.session, handle, [{ type }]);
    return Buffer.isBuffer(label?.value) ? label.value.toString('utf8') : '';
  }

  private kind(): Attribute[] {
    return [
      this.attribute('CKA_CLASS', number(this.binding, 'CKO_SECRET_KEY')),
      this.attribute('CKA_KEY_TYPE', number(this.binding, 'CKK_AES')),
    ];
  }

  private attribute(name: `CKA_${string}`, value: NonNullable<Attribute['value']>): Attribute {
    return { type: number(this.binding, name), value };
  }

  private gcm(nonce: Buffer, about: Buffer) {
    const type = number(this.binding, 'CK_PARAMS_AES_GCM');
    const parameter = {
      type,
      iv: Buffer.from(nonce),
      ivBits: nonceLength * 8,
      aad: about,
      tagBits: tagLength * 8,
    };
    return { mechanism: number(this.binding, 'CKM_AES_GCM'), parameter };
  }
}

function slotOf(library: Library, token: string): Handle {
  const slot = library
    .C_GetSlotList(true)
    .find((each) => library.C_GetTokenInfo(each).label.replaceAll('\0', ' ').trim() === token);
  if (slot) return slot;
  throw new RootKeyError(`the security module has no token ${token}`, 'look at FANXING_PKCS11_TOKEN');
}

function login(library: Library, session: Handle, { token, pin }: Pkcs11Token, user: number): void {
  try {
    library.C_Login(session, user, pin);
  } catch {
    throw new RootKeyError(`the token ${token} refuses the PIN`, 'look at FANXING_PKCS11_PIN');
  }
}

function number(binding: Binding, constant: `CK${string}`): number {
  const value = binding[constant];
  if (value === undefined) throw new Error(`the binding to PKCS#11 has no ${constant}`);
  return value;
}

/** What the token refuses is told without the library's words, which may hold anything. */
function attempt<Result>(work: () => Result): Promise<Result> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(
      error instanceof Unreadable || error instanceof RootKeyError
        ? error
        : new Unreadable('ROOT_KEY_UNAVAILABLE'),
    );
  }
}
