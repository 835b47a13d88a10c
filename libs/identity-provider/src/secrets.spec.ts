import { hashPassword, matchesPassword } from './secrets.js';

const machineMade = `fxp_${'A1b2'.repeat(8)}`;

describe('a password', () => {
  it.each(['correct horse', machineMade, `${machineMade}x`, `fxp_short`])(
    '%s opens with itself alone',
    async (text) => {
      const hash = await hashPassword(text);
      expect(hash).not.toContain(text);
      expect(await matchesPassword(text, hash)).toBe(true);
      expect(await matchesPassword(`${text.slice(0, -1)}?`, hash)).toBe(false);
    },
  );

  it('is hashed slowly unless a machine has made it', async () => {
    expect(await hashPassword('correct horse')).toMatch(/^scrypt\$/);
    expect(await hashPassword(machineMade)).toMatch(/^sha256\$/);
    expect(await hashPassword(`${machineMade}?`)).toMatch(/^scrypt\$/);
  });
});
