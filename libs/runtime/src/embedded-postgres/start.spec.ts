import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { transformFileSync } from '@swc/core';
import pg from 'pg';
import { provideBinaries } from './binaries.js';
import { removeEmbeddedPostgres, startEmbeddedPostgres, StartError, type EmbeddedPostgres } from './index.js';
import { postmasterPid } from './orphan.js';
import { isAlive } from './process-identity.js';

const scratch = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'fanxing-postgres-')));
chmodSync(scratch, 0o755);
const program = path.join(
  import.meta.dirname,
  '../../../../node_modules/.cache',
  `embedded-postgres-${process.pid}`,
);
const running: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

afterAll(() => {
  for (const folder of [scratch, program]) rmSync(folder, { recursive: true, force: true });
});

async function start(folder: string): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ folder });
  running.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows as unknown[][];
  } finally {
    await client.end();
  }
}

/** The platform as a process of its own, so that it can be killed: prints its database's address once it is up. */
async function startInOwnProcess(folder: string): Promise<{ child: ChildProcess; url: string }> {
  if (!existsSync(program)) buildProgram();
  const child = spawn(process.execPath, [path.join(program, 'run.js'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push({ stop: async () => void (child.exitCode === null && child.kill('SIGKILL')) });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the platform did not start')));
  const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  ended.catch(() => undefined);
  return { child, url: line.toString().trim() };
}

function buildProgram(): void {
  mkdirSync(program, { recursive: true });
  for (const file of readdirSync(import.meta.dirname).filter((name) => /(?<!\.spec)\.ts$/.test(name)))
    writeFileSync(
      path.join(program, file.replace(/ts$/, 'js')),
      transformFileSync(path.join(import.meta.dirname, file), {
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
      }).code,
    );
  writeFileSync(path.join(program, 'package.json'), '{"type":"module"}');
  writeFileSync(
    path.join(program, 'run.js'),
    `import { startEmbeddedPostgres } from './index.js';
     const postgres = await startEmbeddedPostgres({ folder: process.argv[2] });
     process.on('SIGTERM', () => postgres.stop().then(() => process.exit(0)));
     console.log(postgres.superuserUrl);
     setInterval(() => {}, 60_000);`,
  );
}

function serverOf(folder: string): number {
  const pid = postmasterPid(path.join(folder, 'cluster'));
  if (pid === undefined) throw new Error(`no server works on ${folder}`);
  return pid;
}

async function problemOf(work: Promise<unknown>): Promise<StartError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  return error as StartError;
}

describe('a database for people who have none', () => {
  it('keeps its rows from one start to the next, and syncs every commit to the disk', async () => {
    const folder = path.join(scratch, 'daily', 'use');
    const first = await start(folder);
    await query(first.superuserUrl, 'create table note (words text); insert into note values ($$kept$$)');
    expect(
      await query(
        first.superuserUrl,
        `select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('TimeZone'),
                current_setting('jit'), current_setting('max_connections'), current_setting('listen_addresses')`,
      ),
    ).toEqual([['on', 'on', 'UTC', 'off', '200', '127.0.0.1']]);
    await first.stop();
    await first.stop();
    const second = await start(folder);
    expect(await query(second.superuserUrl, 'select words from note')).toEqual([['kept']]);
    expect(second.port).toBe(Number(new URL(second.superuserUrl).port));
  }, 30_000);

  it('lets nobody in without the password of its folder', async () => {
    const postgres = await start(path.join(scratch, 'daily', 'use'));
    const guess = postgres.superuserUrl.replace(/:[^:@]+@/, ':postgres@');
    await expect(query(guess, 'select 1')).rejects.toThrow(/password authentication failed/);
  }, 30_000);

  it('has every committed row after the platform was killed, and ends the server that was left behind', async () => {
    const folder = path.join(scratch, 'killed');
    const { child, url } = await startInOwnProcess(folder);
    await query(url, 'create table note (words text)');
    await query(url, 'insert into note values ($$before the kill$$)');
    const orphan = serverOf(folder);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(orphan)).toBe(true);

    const again = await start(folder);
    expect(await query(again.superuserUrl, 'select words from note')).toEqual([['before the kill']]);
    expect(isAlive(orphan)).toBe(false);
  }, 30_000);

  it('recovers when the server was killed together with the platform', async () => {
    const folder = path.join(scratch, 'killed');
    const { child, url } = await startInOwnProcess(folder);
    await query(url, 'insert into note values ($$again$$)');
    const server = serverOf(folder);
    child.kill('SIGKILL');
    process.kill(server, 'SIGKILL');
    await once(child, 'exit');
    const after = await start(folder);
    expect(await query(after.superuserUrl, 'select count(*)::int from note')).toEqual([[2]]);
  }, 30_000);

  it('is stopped in order by a platform that is asked to end', async () => {
    const folder = path.join(scratch, 'killed');
    const { child } = await startInOwnProcess(folder);
    const server = serverOf(folder);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(isAlive(server)).toBe(false);
    expect(existsSync(path.join(folder, 'owner.json'))).toBe(false);
    expect(readFileSync(path.join(folder, 'server.log'), 'utf8')).toMatch(/database system is shut down\s*$/);
  }, 30_000);

  it('works in a folder that is closed to all other users', async () => {
    const closed = path.join(scratch, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const folder = path.join(closed, 'data');
    const first = await start(folder);
    await query(first.superuserUrl, 'create table note as select 1 as number');
    await first.stop();
    const second = await start(folder);
    expect(await query(second.superuserUrl, 'select number from note')).toEqual([[1]]);
    await expect(removeEmbeddedPostgres(folder)).rejects.toThrow(/in use by process/);
    await second.stop();
    const pointer = path.join(folder, 'postgres-location');
    const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : folder;
    expect(home === folder).toBe(process.getuid?.() !== 0);
    await removeEmbeddedPostgres(folder);
    expect([existsSync(home), existsSync(folder)]).toEqual([false, false]);
  }, 30_000);
});

describe('a database that can not be started says why', () => {
  it('names the process that already uses the folder', async () => {
    const folder = path.join(scratch, 'shared');
    const { child, url } = await startInOwnProcess(folder);
    const error = await problemOf(startEmbeddedPostgres({ folder }));
    expect(error.problem).toContain(`data folder in use by process ${child.pid}`);
    expect(await query(url, 'select 1')).toEqual([[1]]);
  }, 30_000);

  it('takes over from an owner whose number now belongs to another process', async () => {
    const folder = path.join(scratch, 'daily', 'use');
    writeFileSync(path.join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
    const postgres = await start(folder);
    expect(await query(postgres.superuserUrl, 'select 1')).toEqual([[1]]);
  }, 30_000);

  it('does not mistake an unrelated process with the old number for the server', async () => {
    const folder = path.join(scratch, 'daily', 'use');
    writeFileSync(
      path.join(folder, 'cluster', 'postmaster.pid'),
      `${process.ppid}\n/elsewhere\n0\n0\n\n\n\nready\n`,
    );
    const postgres = await start(folder);
    expect(await query(postgres.superuserUrl, 'select 1')).toEqual([[1]]);
    expect(isAlive(process.ppid)).toBe(true);
  }, 30_000);

  it('names a folder that can not be written', async () => {
    const file = path.join(scratch, 'a-file');
    writeFileSync(file, '');
    const error = await problemOf(startEmbeddedPostgres({ folder: path.join(file, 'data') }));
    expect(error.problem).toContain(path.join(file, 'data'));
    expect(error.mend).toContain('--data-dir');
  });

  it('asks for npm install where the programs are missing', () => {
    expect(() => provideBinaries(scratch, undefined, 'plan9-mips')).toThrow(/npm install/);
  });

  it('says where the database was when the place that it was moved to is gone', async () => {
    const folder = path.join(scratch, 'moved');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'postgres-location'), path.join(scratch, 'gone'));
    expect((await problemOf(startEmbeddedPostgres({ folder }))).problem).toContain(
      path.join(scratch, 'gone'),
    );
  });
});
