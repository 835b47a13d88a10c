import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textFeatures, type TextEvidence } from '@fanxing/risk-words';
import { fanxing } from '../cli.fixture.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'fanxing-words-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const posts = ['今天新到一批水果，包邮，欢迎下单！', 'Fresh fruit, order now.', '我老婆也在店里帮忙。'];

describe('fanxing words features', () => {
  it('prints what the library computes, for a text, a list and lines', async () => {
    const one = await fanxing(['words', 'features', '--text', file('post.txt', posts[0]!), '--json']);
    expect([one.status, one.stderr, JSON.parse(one.stdout)]).toEqual([0, '', textFeatures([posts[0]!])]);
    const list = file('posts.json', JSON.stringify([posts[0], { text: posts[1] }, posts[2]]));
    const lines = file('posts.ndjson', posts.map((text) => JSON.stringify({ text })).join('\n\n'));
    for (const path of [list, lines]) {
      const ran = await fanxing(['words', 'features', '--text', path, '--json']);
      expect(JSON.parse(ran.stdout)).toEqual(textFeatures(posts));
    }
  });

  it('shows people the words behind each figure, and what was screened out', async () => {
    const { stdout } = await fanxing(['words', 'features', '--text', '-'], {}, posts.join('\n'));
    expect(stdout).toMatch(/^intent\.commercial +\S+ per 100 words: .*包邮/m);
    expect(stdout).toMatch(/^screened out, family: 老婆$/m);
    expect(stdout).toMatch(/^regularity\.likeness +– share$/m);
  });

  it('has nothing to measure in an empty file', async () => {
    const ran = await fanxing(['words', 'features', '--text', file('empty.txt', ''), '--json']);
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.stdout) as TextEvidence).toMatchObject({ isUnderstood: false, screened: [] });
  });

  it.each<[string, string | Uint8Array, string]>([
    ['wrong.txt', new Uint8Array([0x61, 0xff]), 'TEXT_UNREADABLE'],
    ['wrong.ndjson', new Uint8Array([0x61, 0xff]), 'TEXT_UNREADABLE'],
    ['huge.txt', '好'.repeat(1_000_001), 'TEXT_TOO_LONG'],
    ['broken.json', '["a"', 'JSON_INVALID'],
    ['object.json', '{"text":"a"}', 'TEXT_EXPECTED'],
    ['number.ndjson', '{"text":1}', 'TEXT_EXPECTED'],
  ])('refuses %s with status 3 and its code', async (name, content, code) => {
    const ran = await fanxing(['words', 'features', '--text', file(name, content), '--json']);
    expect([ran.status, JSON.parse(ran.stdout)]).toMatchObject([3, { error: { code } }]);
  });

  it('fails with status 3 for a file that is not there, with 2 where none is named', async () => {
    expect((await fanxing(['words', 'features', '--text', '/nowhere'])).status).toBe(3);
    expect((await fanxing(['words', 'features'])).stderr).toMatch(/--text not given/);
  });
});
