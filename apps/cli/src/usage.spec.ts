import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fanxing } from './cli.fixture.js';

jest.setTimeout(60_000);

const commands = [
  ...[[], ['doctor'], ['schedule'], ['line'], ['backtest']],
  ...[['audit'], ['audit', 'verify'], ['audit', 'search'], ['audit', 'export']],
  ...[['key'], ['key', 'list'], ['key', 'rotate']],
  ...[['ledger'], ['ledger', 'verify'], ['ledger', 'reconcile'], ['ledger', 'trial-balance']],
  ...[['events'], ['events', 'upload'], ['events', 'rejections'], ['events', 'quality']],
  ...[['network'], ['network', 'lcc'], ['network', 'communities'], ['network', 'components']],
  ...[
    ['network', 'pagerank'],
    ['network', 'classify'],
    ['network', 'rings'],
    ['network', 'draw'],
    ['network', 'lenders'],
    ['network', 'export'],
    ['network', 'import'],
    ['growth'],
    ['growth', 'show'],
    ['words'],
    ['words', 'features'],
    ['words', 'social'],
    ['words', 'train'],
    ['words', 'score'],
  ],
  ...[['indicators'], ['indicators', 'list'], ['indicators', 'explain'], ['indicators', 'compute']],
  ...[['strategy'], ['strategy', 'check'], ['strategy', 'run'], ['strategy', 'test']],
  ...[
    ['strategy', 'export-table'],
    ['strategy', 'import-table'],
    ['strategy', 'library'],
  ],
  ...[['place'], ['place', 'forecast']],
  ...[['tenant'], ['tenant', 'list'], ['tenant', 'show'], ['tenant', 'offboard'], ['tenant', 'move']],
];

describe.each(commands.map((words) => [['fanxing', ...words].join(' '), words] as const))(
  '%s',
  (_, words) => {
    it('explains itself with an example, on standard output', async () => {
      const { status, stdout, stderr } = await fanxing([...words, '--help']);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/Usage: fanxing/);
      expect(stdout).toMatch(/Example:\n {2}npx fanxing/);
      // eslint-disable-next-line no-control-regex
      expect(stdout).not.toMatch(/\u001b/);
    });

    it('refuses an option that it does not know, with status 2', async () => {
      const { status, stdout, stderr } = await fanxing([...words, '--jsn']);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/unknown option '--jsn'/);
    });
  },
);

it('ends in peace when nobody reads on', async () => {
  const program = join(import.meta.dirname, '../bin/fanxing.mjs');
  const line = `"${process.execPath}" "${program}" indicators list | head -1`;
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', line]);
  expect([stdout.split('\n').length, stderr]).toEqual([2, '']);
});

describe('a mistake', () => {
  it('in the environment is told by the name of the variable', async () => {
    const settings = { DATABASE_URL: 'postgres://127.0.0.1:1/nowhere', FANXING_ROOT_KEY_FLIE: 'key.json' };
    const { status, stdout } = await fanxing(['key', 'list', '--json'], settings);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'CONFIGURATION', message: expect.stringContaining('FANXING_ROOT_KEY_FLIE') },
    });
  });

  it('in an option is answered with the nearest right one', async () => {
    expect((await fanxing(['audit', 'verify', '--jsn'])).stderr).toMatch(/Did you mean --json\?/);
    expect((await fanxing(['audit', 'verfy'])).stderr).toMatch(/Did you mean verify\?/);
  });

  it('is told to a program as one JSON document', async () => {
    const { status, stdout, stderr } = await fanxing(['audit', 'search', '--json']);
    expect([status, stderr]).toEqual([2, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'USAGE', message: expect.stringContaining('--tenant') },
    });
  });

  it('in a value names it', async () => {
    const { status, stderr } = await fanxing(['audit', 'search', '--tenant', 't', '--since', 'yesterday']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/--since.*yesterday.*It must be a moment/);
  });

  it('in where the platform is says how to mend it', async () => {
    const ran = await fanxing(['audit', 'verify', '--data-dir', '/nowhere', '--json']);
    expect(ran.status).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code: 'NO_DATABASE' } });
    const { status, stderr } = await fanxing(['audit', 'verify'], {
      DATABASE_URL: 'postgres://a:hidden@127.0.0.1:9/x',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^error: the database does not let us in as an auditor \(ECONNREFUSED\) \(127\.0\.0\.1:9\): /,
    );
    expect(stderr).not.toContain('hidden');
  });

  it('in a file that is verified has status 3 and names the line', async () => {
    const { status, stderr } = await fanxing(
      ['audit', 'verify', '--export', '-'],
      {},
      '{"kind":"nothing"}\n',
    );
    expect(status).toBe(3);
    expect(stderr).toMatch(/it does not begin as an export does \(-:1\)/);
  });
});

describe('the doctor', () => {
  it('finds a machine on which nothing runs well', async () => {
    const { status, stdout } = await fanxing(['doctor', '--json', '--data-dir', '/tmp/never-started'], {
      FANXING_PORT: '0',
    });
    const report = JSON.parse(stdout) as { ok: boolean; checks: { name: string; ok: boolean }[] };
    expect([status, report.ok]).toEqual([0, true]);
    expect(report.checks.map(({ name }) => name)).toEqual([
      'node',
      'data folder',
      'database',
      'identity provider',
      'port',
    ]);
  });

  it('names the database, the identity provider, the port and the folder that are ill, all at once', async () => {
    const { createServer } = await import('node:net');
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const { status, stdout } = await fanxing(['doctor', '--json', '--data-dir', '/proc/nothing'], {
      FANXING_PORT: String(port),
      DATABASE_URL: 'postgres://a:hidden@127.0.0.1:9/x',
      OIDC_ISSUER: 'http://127.0.0.1:9/realms/fanxing',
    });
    taken.close();
    expect(status).toBe(1);
    const { checks } = JSON.parse(stdout) as {
      checks: { name: string; ok: boolean; found: string; mend: string }[];
    };
    const ill = checks.filter(({ ok }) => !ok);
    expect(ill.map(({ name }) => name)).toEqual(['data folder', 'database', 'identity provider', 'port']);
    expect(ill.every(({ mend }) => mend.length > 0)).toBe(true);
    expect(stdout).not.toContain('hidden');
  });
});
