import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DataKey,
  makeDataKey,
  SealedColumn,
  tenantKeyVersionOf,
  unwrapDataKey,
  type KeyOwner,
  type Place,
} from './sealed-value.js';
import { suiteNamed, suiteNames, type SuiteName } from './suite.js';
import { Unreadable } from './unreadable.js';

interface KnownAnswers {
  readonly published: {
    readonly sm4: { readonly key: string; readonly plain: string; readonly sealed: string };
    readonly sm3: readonly { readonly text: string; readonly digest: string }[];
    readonly hmacSm3: { readonly key: string; readonly text: string; readonly tag: string };
    readonly aes256Gcm: Record<'key' | 'nonce' | 'about' | 'plain' | 'sealed', string>;
  };
  readonly values: readonly {
    readonly suite: SuiteName;
    readonly key: string;
    readonly nonce: string;
    readonly plain: string;
    readonly place: Place;
    readonly sealed: string;
  }[];
  readonly dataKeys: readonly {
    readonly suite: SuiteName;
    readonly tenantKey: string;
    readonly version: number;
    readonly owner: KeyOwner;
    readonly random: string;
    readonly wrapped: string;
  }[];
}

const known = JSON.parse(
  readFileSync(join(import.meta.dirname, 'test-data/known-answers.json'), 'utf8'),
) as KnownAnswers;
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const place: Place = {
  tenantId: 'tenant_1',
  environment: 'live',
  table: 'lending.borrower',
  column: 'phone_sealed',
  rowId: 'borrower_1',
};
const owner: KeyOwner = { tenantId: 'tenant_1', environment: 'live', owner: 'borrower_1' };
const tenantKey = Buffer.alloc(32, 7);

function whyOf(work: () => unknown): string {
  try {
    work();
    return 'opened';
  } catch (error) {
    if (error instanceof Unreadable) return error.why;
    throw error;
  }
}

describe('the ciphers', () => {
  it('are those of the standards: GB/T 32907 SM4, GB/T 32905 SM3, NIST AES-256-GCM', () => {
    const { sm4, sm3, hmacSm3, aes256Gcm } = known.published;
    const cipher = createCipheriv('sm4-ecb', hex(sm4.key), null).setAutoPadding(false);
    expect(cipher.update(hex(sm4.plain)).toString('hex')).toBe(sm4.sealed);
    for (const { text, digest } of sm3) expect(createHash('sm3').update(text).digest('hex')).toBe(digest);
    expect(createHmac('sm3', hex(hmacSm3.key)).update(hex(hmacSm3.text)).digest('hex')).toBe(hmacSm3.tag);
    const keys = {
      encryption: hex(aes256Gcm.key),
      authentication: Buffer.alloc(0),
      commitment: Buffer.alloc(0),
    };
    const suite = suiteNamed('AES-256-GCM');
    const sealed = Buffer.concat(
      suite.encrypt(keys, hex(aes256Gcm.nonce), hex(aes256Gcm.plain), hex(aes256Gcm.about)),
    );
    expect(sealed.toString('hex')).toBe(aes256Gcm.sealed);
  });
});

describe('a sealed value', () => {
  it.each(known.values)(
    'is known to the byte: $suite',
    ({ suite, key, nonce, plain, place: where, sealed }) => {
      const dataKey = new DataKey(suiteNamed(suite), hex(key));
      expect(dataKey.seal(Buffer.from(plain), where, hex(nonce)).toString('hex')).toBe(sealed);
      expect(dataKey.openText(hex(sealed), where)).toBe(plain);
    },
  );

  describe.each(suiteNames)('under %s', (suite) => {
    const { key } = makeDataKey(suite, tenantKey, 1, owner);
    const sealed = key.sealText('13812345678', place);

    it('opens where it was sealed and nowhere else', () => {
      expect(key.openText(sealed, place)).toBe('13812345678');
      for (const moved of [
        { tenantId: 'tenant_2' },
        { environment: 'sandbox' },
        { table: 'lending.loan' },
        { column: 'name_sealed' },
        { rowId: 'borrower_2' },
      ])
        expect(whyOf(() => key.open(sealed, { ...place, ...moved }))).toBe('NOT_AUTHENTIC');
    });

    it('does not open with any one bit changed, or cut short', () => {
      for (let bit = 0; bit < sealed.length * 8; bit += 1) {
        const changed = Buffer.from(Uint8Array.from(sealed));
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(whyOf(() => key.open(changed, place))).not.toBe('opened');
      }
      for (let length = 0; length < sealed.length; length += 1)
        expect(whyOf(() => key.open(sealed.subarray(0, length), place))).not.toBe('opened');
    });

    it('does not open with another key, and says so by the commitment', () => {
      const { key: another } = makeDataKey(suite, tenantKey, 1, owner);
      expect(whyOf(() => another.open(sealed, place))).toBe('OTHER_KEY');
    });

    it('is another each time, and holds nothing of the text', () => {
      expect(key.sealText('13812345678', place).equals(sealed)).toBe(false);
      expect(sealed.includes('138')).toBe(false);
    });
  });
});

describe('a wrapped data key', () => {
  it.each(known.dataKeys)('is known to the byte: $suite', (given) => {
    const made = makeDataKey(
      given.suite,
      hex(given.tenantKey),
      given.version,
      given.owner,
      hex(given.random),
    );
    expect(made.wrapped.toString('hex')).toBe(given.wrapped);
    expect(tenantKeyVersionOf(made.wrapped)).toBe(given.version);
  });

  it.each(suiteNames)('opens for its tenant, environment and owner alone: %s', (suite) => {
    const { key, wrapped } = makeDataKey(suite, tenantKey, 3, owner);
    expect(unwrapDataKey(tenantKey, wrapped, owner).id).toBe(key.id);
    for (const other of [{ tenantId: 'tenant_2' }, { environment: 'sandbox' }, { owner: 'borrower_2' }])
      expect(whyOf(() => unwrapDataKey(tenantKey, wrapped, { ...owner, ...other }))).toBe('NOT_AUTHENTIC');
    expect(whyOf(() => unwrapDataKey(Buffer.alloc(32, 8), wrapped, owner))).toBe('OTHER_KEY');
    for (let place = 0; place < wrapped.length; place += 1) {
      if (place >= 2 && place < 6) continue;
      const changed = Buffer.from(Uint8Array.from(wrapped));
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(whyOf(() => unwrapDataKey(tenantKey, changed, owner))).not.toBe('opened');
    }
  });

  it('is gone from memory once it is forgotten', () => {
    const { key } = makeDataKey('AES-256-GCM', tenantKey, 1, owner);
    const sealed = key.sealText('secret', place);
    key.forget();
    expect(whyOf(() => key.open(sealed, place))).toBe('KEY_UNKNOWN');
    expect(whyOf(() => key.sealText('more', place))).toBe('KEY_UNKNOWN');
  });
});

it.each(suiteNames)('what %s seals in a column row by row opens in its own row alone', (suite) => {
  const { key } = makeDataKey(suite, tenantKey, 1, owner);
  const column = new SealedColumn(place);
  for (const rowId of ['borrower_1', '客户一', '']) {
    const sealed = key.sealTextIn(column, rowId, '给 7');
    expect(key.openText(sealed, { ...place, rowId })).toBe('给 7');
    expect(whyOf(() => key.open(sealed, { ...place, rowId: 'borrower_2' }))).toBe('NOT_AUTHENTIC');
  }
});
