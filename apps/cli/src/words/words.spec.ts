import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseInstant } from '@fanxing/kernel';
import {
  socialFeatures,
  textFeatures,
  type SocialAct,
  type TextEvidence,
  type WordsScore,
} from '@fanxing/risk-words';
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

  it('draws what they are about', async () => {
    const { stdout } = await fanxing(
      ['words', 'features', '--text', '-', '--draw', '-'],
      {},
      posts.join('\n'),
    );
    expect(stdout).toMatch(/^<svg .*intent\.commercial.*包邮/);
    expect(stdout.split('\n')[0]).not.toMatch(/老婆/);
  });

  it('has nothing to measure in an empty file', async () => {
    const ran = await fanxing(['words', 'features', '--text', file('empty.txt', ''), '--json']);
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.stdout) as TextEvidence).toMatchObject({ isUnderstood: false, screened: [] });
  });

  it.each<[string, string | Uint8Array, string]>([
    ['wrong.txt', new Uint8Array([0x61, 0xff]), 'TEXT_UNREADABLE'],
    ['huge.txt', '好'.repeat(1_000_001), 'TEXT_TOO_LONG'],
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

describe('fanxing words social', () => {
  const asOf = '2026-04-01T00:00:00+08:00';
  const at = parseInstant('2026-03-30T09:00:00+08:00');
  const acts: SocialAct[] = [
    { at, kind: 'posted', counterpart: null },
    { at, kind: 'wrote', counterpart: 'p1' },
  ];
  const lines = (items: readonly unknown[]): string => items.map((item) => JSON.stringify(item)).join('\n');
  const social = (path: string, ...more: string[]) =>
    fanxing(['words', 'social', '--acts', path, '--as-of', asOf, ...more]);

  it('prints what the library computes', async () => {
    const ran = await social(file('acts.ndjson', lines(acts)), '--days', '30', '--json');
    const features = socialFeatures(acts, { asOf: parseInstant(asOf), days: 30 });
    expect([ran.status, ran.stderr, JSON.parse(ran.stdout)]).toEqual([0, '', { features }]);
    expect((await social(file('acts.ndjson', lines(acts)))).stdout).toMatch(
      /^social\.breadth\.counterparts +1 count$/m,
    );
  });

  it.each<[string, object, string]>([
    ['a kind that is none', { at, kind: 'liked' }, 'ACT_MALFORMED'],
    ['a message to nobody', { at, kind: 'wrote' }, 'ACT_MALFORMED'],
    ['a moment without offset', { at: '2026-03-01T09:00:00', kind: 'posted' }, 'INSTANT_MALFORMED'],
  ])('refuses %s with status 3 and the line', async (_, act, code) => {
    const ran = await social(file('bad.ndjson', lines([...acts, act])), '--json');
    expect([ran.status, JSON.parse(ran.stdout)]).toMatchObject([3, { error: { code } }]);
    expect(ran.stdout).toMatch(/bad\.ndjson:3/);
  });
});

describe('fanxing words train and score', () => {
  // Whoever turned out bad says "overdue" more often; each wrote something else besides.
  const rows = Array.from({ length: 120 }, (_, at) => {
    const bad = at % 3 === 0 ? 1 : 0;
    const said = at % 5 === 0 ? 1 - bad : bad;
    return `"${said ? 'bills are overdue' : 'savings, 每天进货'} today, shop ${at}",${bad},${at % 7 ? at : ''}`;
  });
  const data = file('loans.csv', `desc,bad,income\n${rows.join('\n')}\n`);
  const train = (out: string, ...more: string[]) =>
    fanxing(['words', 'train', '--data', data, '--text', 'desc', '--target', 'bad', '--out', out, ...more]);

  it('write a model, and show what each word adds to each score', async () => {
    const out = join(folder, 'model.json');
    expect(await train(out, '--figures', 'income')).toEqual({ status: 0, stdout: '', stderr: '' });
    const score = ['words', 'score', '--model', out, '--data', data, '--text', 'desc'];
    const ran = await fanxing([...score, '--json']);
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const { rows: scored } = JSON.parse(ran.stdout) as { rows: (WordsScore & { row: number })[] };
    expect(scored).toHaveLength(120);
    const [first, , , fourth] = scored;
    expect(first!.contributions.reduce((sum, one) => sum + one.contribution, first!.base)).toBeCloseTo(
      first!.score,
      12,
    );
    expect(fourth!.probability).toBeGreaterThan(scored[4]!.probability);
    expect(fourth!.contributions.find(({ name }) => name === 'overdue')!.contribution).toBeGreaterThan(0);
    await fanxing([...score, '--draw', folder]);
    expect(readFileSync(join(folder, 'text-4.svg'), 'utf8')).toMatch(/<title>overdue/);
    expect((await fanxing(score)).stdout).toMatch(/^4 0\.\d{4} \+0\.\d{3} .*overdue/m);
  });

  it('refuse bad data with status 3 and the line, and a wrong model with its code', async () => {
    const codeOf = async (ran: ReturnType<typeof fanxing>): Promise<unknown[]> => {
      const { status, stdout } = await ran;
      const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
      return [status, error.code, /:\d+/.exec(error.message)?.[0]];
    };
    expect(await codeOf(train('-', '--figures', 'desc', '--json'))).toEqual([3, 'FIGURE_MALFORMED', ':2']);
    expect(await codeOf(train('-', '--figures', 'wage', '--json'))).toEqual([3, 'COLUMN_MISSING', ':1']);
    const wrong = [
      'words',
      'train',
      '--data',
      data,
      '--text',
      'desc',
      '--target',
      'income',
      '--out',
      '-',
      '--json',
    ];
    expect(await codeOf(fanxing(wrong))).toEqual([3, 'OUTCOME_MALFORMED', ':2']);
    const model = file('wrong.json', '{"format":"fanxing-words/9"}');
    const score = ['words', 'score', '--model', model, '--data', data, '--text', 'desc', '--json'];
    expect((await codeOf(fanxing(score))).slice(0, 2)).toEqual([3, 'MODEL_INVALID']);
  });
});
