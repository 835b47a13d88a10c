import { spawn, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { serverEnvironment } from './cluster.js';
import type { Home } from './home.js';
import { postmasterLines } from './orphan.js';
import { StartError } from './start-error.js';

/** A running server process. */
export interface Server {
  readonly port: number;
  /** Where its Unix socket lies; undefined where the folder's path is too long for one. */
  readonly socketFolder: string | undefined;
  /** Ends the sessions, writes a checkpoint and waits for the process to be gone. */
  stop(): Promise<void>;
}

const attemptsMax = 5;
const pollMs = 15;
const stopPatienceMs = 20_000;
const logSizeMax = 10 * 1024 * 1024;
/** Both pass by themselves: somebody took the free port first; backends of a killed server are still ending. */
const passing = /Address already in use|could not bind|shared memory block/i;

/** Starts the server on a free loopback port and waits until it takes connections, recovery included. */
export async function startServer(home: Home, binaries: Binaries): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const socketFolder = provideSocketFolder(home, port);
    const outcome = await launch(home, binaries, port, socketFolder);
    if ('child' in outcome) return serverOf(outcome.child, port, socketFolder, outcome.ended);
    if (attempt === attemptsMax || !passing.test(outcome.words))
      throw new StartError(
        `PostgreSQL did not start (${lastLine(outcome.words)})`,
        `read ${logFileOf(home)}`,
      );
    await pause(500);
  }
}

type Outcome = { child: ChildProcess; ended: Promise<void> } | { words: string };

/**
 * The server writes its log to a file that we open for it, so it never depends on us being there to read. It is in
 * a session of its own: an interrupt typed at the terminal must reach the platform first, which stops it in order.
 */
async function launch(
  home: Home,
  binaries: Binaries,
  port: number,
  socketFolder: string | undefined,
): Promise<Outcome> {
  const log = openLog(home);
  const child = spawn(
    binaries.postgres,
    ['-D', home.cluster, '-p', String(port), ...settings(socketFolder)],
    {
      ...home.user,
      cwd: '/',
      env: serverEnvironment,
      detached: true,
      stdio: ['ignore', log.handle, log.handle],
    },
  );
  closeSync(log.handle);
  let running = true;
  let failure = '';
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      failure = error.message;
      resolve();
    });
  }).then(() => void (running = false));
  while (running) {
    if (isReady(home.cluster, child.pid)) return { child, ended };
    await pause(pollMs);
  }
  const words = readFileSync(logFileOf(home)).subarray(log.size).toString('utf8');
  return { words: failure || words };
}

/** The error's details, which quote rows, stay out of the log: they may hold a borrower's data. */
function settings(socketFolder: string | undefined): string[] {
  const sharedBuffersMb = os.totalmem() >= 4 * 1024 ** 3 ? 256 : 128;
  const values = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socketFolder ?? '',
    max_connections: 200,
    shared_buffers: `${sharedBuffersMb}MB`,
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    // A young database has no statistics, and plans made without them read a whole tenant to find one row: look often.
    autovacuum_naptime: '2s',
    autovacuum_analyze_threshold: 100,
    password_encryption: 'scram-sha-256',
    logging_collector: 'off',
    log_line_prefix: '%m [%p] ',
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The longest path that a Unix socket can have everywhere (108 bytes on Linux, 104 on macOS, with the closing zero). */
const socketPathMax = 103;

/** A local socket costs a fraction of what loopback TCP does, for both ends. */
function provideSocketFolder({ folder, user }: Home, port: number): string | undefined {
  const socketFolder = path.join(folder, 'socket');
  if (process.platform === 'win32' || Buffer.byteLength(`${socketFolder}/.s.PGSQL.${port}`) > socketPathMax)
    return undefined;
  mkdirSync(socketFolder, { recursive: true, mode: 0o700 });
  if (user) chownSync(socketFolder, user.uid, user.gid);
  return socketFolder;
}

function logFileOf(home: Home): string {
  return path.join(home.folder, 'server.log');
}

function openLog(home: Home): { handle: number; size: number } {
  const file = logFileOf(home);
  const before = statSync(file, { throwIfNoEntry: false });
  if (before && before.size > logSizeMax) renameSync(file, `${file}.1`);
  const handle = openSync(file, 'a', 0o600);
  if (home.user) chownSync(file, home.user.uid, home.user.gid);
  return { handle, size: fstatSync(handle).size };
}

function isReady(cluster: string, pid: number | undefined): boolean {
  const lines = postmasterLines(cluster);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

function serverOf(
  child: ChildProcess,
  port: number,
  socketFolder: string | undefined,
  ended: Promise<void>,
): Server {
  // The last resort of a platform that leaves without calling stop: the server ends too, instead of being orphaned.
  const atExit = () => void child.kill('SIGINT');
  process.once('exit', atExit);
  void ended.then(() => process.off('exit', atExit));
  let stopping: Promise<void> | undefined;
  return {
    port,
    socketFolder,
    stop: () => (stopping ??= stopChild(child, ended)),
  };
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGINT');
  const hurry = setTimeout(() => child.kill('SIGQUIT'), stopPatienceMs);
  await ended;
  clearTimeout(hurry);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function lastLine(words: string): string {
  return (
    words
      .trim()
      .split('\n')
      .findLast((line) => /FATAL|PANIC|ERROR|error/.test(line)) ?? words.trim()
  );
}
