import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { aLine, draw, untilSettled } from '../harness/a-loan.fixture.js';
import { findings } from '../harness/auditor.fixture.js';
import { hasProc, killProcessesOn, processesOn } from '../harness/processes-on.fixture.js';
import { reapAfter } from '../harness/reaper.fixture.js';
import { runPlatform, untilEnded, type Ended } from '../harness/platform-program.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';

jest.setTimeout(120_000);

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'fanxing-start-')));
const endWatch = reapAfter(scratch, hasProc);
const listeners: Server[] = [];

afterEach(() => listeners.splice(0).forEach((listener) => listener.close()));
afterAll(async () => {
  await destroyPlatforms();
  killProcessesOn(scratch);
  rmSync(scratch, { recursive: true, force: true });
  endWatch();
});

/** Starts a platform that can not start, and sees that it leaves nothing behind. */
async function failing(options: readonly string[], settings: Record<string, string> = {}): Promise<Ended> {
  const before = new Set(processesOn(scratch).map(({ pid }) => pid));
  const ended = await untilEnded(runPlatform(options, settings));
  expect(processesOn(scratch).filter(({ pid }) => !before.has(pid))).toEqual([]);
  return ended;
}

/** The one line that says what is wrong and how to mend it. */
function lineOf({ status, stdout, stderr }: Ended): string {
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+|node_modules|undefined|\[object/);
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((text) => text.startsWith('error: '));
  expect([status, stdout, lines.length]).toEqual([1, '', 1]);
  expect(lines[0]).toMatch(/^error: \S.*\S$/);
  return lines[0] ?? '';
}

async function takePort(port = 0): Promise<number> {
  const listener = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  listeners.push(listener);
  await once(listener, 'listening');
  return (listener.address() as AddressInfo).port;
}

let folders = 0;

function freshFolder(): string {
  folders += 1;
  return join(scratch, `data-${folders}`);
}

describe('a platform that can not start says why in one line and leaves nothing running', () => {
  it('when its port is taken, and it says nothing else', async () => {
    const port = await takePort();
    const ended = await failing(['--data-dir', freshFolder(), '--port', String(port)]);
    const line = lineOf(ended);
    expect(line).toContain(String(port));
    expect(line).toMatch(/--port/);
    expect(ended.stderr).toBe(`${line}\n`);
  });

  it('when its data folder can not be written', async () => {
    const file = join(scratch, 'a-file');
    writeFileSync(file, 'kept');
    const line = lineOf(await failing(['--data-dir', join(file, 'data'), '--port', '0']));
    expect(line).toContain(join(file, 'data'));
    expect(line).toMatch(/--data-dir|FANXING_DATA_DIR/);
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a variable that it does not know', { FANXING_PROT: '3100' }, /FANXING_PROT.*FANXING_PORT/],
    ['a port that is a word', { FANXING_PORT: 'http' }, /FANXING_PORT.*http/],
    [
      'a database that does not answer',
      { DATABASE_URL: 'postgres://user:hunter2@127.0.0.1:1/db' },
      /database|DATABASE_URL/,
    ],
  ])('when it is given %s', async (_, settings, expected) => {
    const port = 'FANXING_PORT' in settings ? [] : ['--port', '0'];
    const ended = await failing(['--data-dir', freshFolder(), ...port], settings);
    expect(lineOf(ended)).toMatch(expected);
    expect(ended.stderr).not.toContain('hunter2');
  });

  it('when an option is unknown, with the usage and another status', async () => {
    const { status, stdout, stderr } = await failing(['--dta-dir', freshFolder()]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: .*--dta-dir/m);
    expect(stderr).toMatch(/^usage: /m);
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
  });

  it('when its secrets were damaged, which it does not replace', async () => {
    const folder = freshFolder();
    const secrets = join(folder, 'secrets.json');
    mkdirSync(folder);
    writeFileSync(secrets, '{"database": "half a fi');
    expect(lineOf(await failing(['--data-dir', folder, '--port', '0']))).toContain(secrets);
    expect(readFileSync(secrets, 'utf8')).toBe('{"database": "half a fi');
  });
});

describe('a platform that runs', () => {
  const platform = newPlatform();
  let bank: Tenant;

  beforeAll(async () => {
    await platform.start();
    bank = await aTenant(platform, 'north');
  });

  it('says that it is ready in one line of JSON, and the same in its data folder', () => {
    const lines = platform.said.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual(platform.ready);
    expect(JSON.parse(readFileSync(join(platform.folder, 'platform.json'), 'utf8'))).toEqual(platform.ready);
  });

  it('is not harmed by a second one on its data folder or at its port', async () => {
    const files = ['secrets.json', 'platform.json', 'sandbox-bank/bank.json', 'identity/signing-keys.json'];
    const contents = (): string[] => files.map((name) => readFileSync(join(platform.folder, name), 'utf8'));
    const before = contents();
    const running = processesOn(platform.folder).map(({ pid }) => pid);
    const { port } = new URL(platform.ready.urls.gateway);

    const onSameFolder = lineOf(await failing(['--data-dir', platform.folder, '--port', '0']));
    expect(onSameFolder).toContain(String(platform.ready.pid));
    expect(lineOf(await failing(['--data-dir', freshFolder(), '--port', port]))).toContain(port);

    expect(contents()).toEqual(before);
    expect(processesOn(platform.folder).map(({ pid }) => pid)).toEqual(
      expect.arrayContaining(running.slice(0, 2)),
    );
    const { lineId } = await aLine(bank, 'Wang');
    const { id } = await draw(bank, lineId, '1000.00', 'while others knocked');
    expect(await untilSettled(bank, id)).toBe('ACTIVE');
  });

  it('keeps its secrets where only its owner can read them', () => {
    for (const name of ['secrets.json', 'platform.json', 'identity/signing-keys.json', 'postgres/password']) {
      expect([name, (statSync(join(platform.folder, name)).mode & 0o077).toString(8)]).toEqual([name, '0']);
    }
  });

  it('ends in order when it is asked to, leaves nothing running, and has everything when it starts again', async () => {
    expect(await platform.stop()).toEqual({ status: 0, left: [] });
    await platform.start();
    const { loans } = await bank.lender.ask<{ loans: { edges: { node: { status: string } }[] } }>(
      '{ loans(first: 10) { edges { node { status } } } }',
    );
    expect(loans.edges.map(({ node }) => node.status)).toEqual(['ACTIVE']);
    expect(await findings(platform)).toEqual([]);
  });

  it('does not start, nor leave its database running, when somebody else has taken the place of its bank', async () => {
    const { port } = new URL(platform.ready.urls.sandboxBank);
    expect(await platform.stop()).toEqual({ status: 0, left: [] });
    await takePort(Number(port));
    const ended = await untilEnded(runPlatform(['--data-dir', platform.folder, '--port', '0']));
    expect(ended.status).toBe(1);
    expect(ended.stderr.trimEnd().split('\n').at(-1)).toMatch(/^error: .*bank/);
    expect(processesOn(platform.folder)).toEqual([]);
    listeners.splice(0).forEach((listener) => listener.close());
    await platform.start();
    expect(await findings(platform)).toEqual([]);
  });
});
