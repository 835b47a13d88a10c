import { systemContext } from './tenant-context.js';
import { VerifiedTokens } from './verified-tokens.js';

const context = systemContext('tenant_01jd0000000000000000000000' as never, 'sandbox', 'test');
const token = (tokenId: string) => ({ context, tokenId, issuedMs: 0, endsMs: 0 });

it('remembers no more tokens than it may, those used last', () => {
  const tokens = new VerifiedTokens(3);
  for (const name of ['a', 'b', 'c']) tokens.set(name, token(name));
  tokens.get('a');
  tokens.set('d', token('d'));
  expect(['a', 'b', 'c', 'd'].map((name) => tokens.get(name)?.tokenId)).toEqual(['a', undefined, 'c', 'd']);
  expect(tokens.size).toBe(3);
});

it('forgets a token by its id', () => {
  const tokens = new VerifiedTokens(3);
  tokens.set('hash', token('id'));
  tokens.forget('id');
  tokens.forget('unknown');
  expect(tokens.get('hash')).toBeUndefined();
});
