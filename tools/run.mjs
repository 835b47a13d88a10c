/**
 * The door to every npm script: `node tools/run.mjs NAME [arguments]`.
 * Checks Node, installs packages when they differ from the lock file, builds what changed, then becomes the program
 * that was asked for, in this same process: signals, standard input and the exit status need no forwarding.
 * Plain JavaScript without dependencies, because on a fresh clone there is nothing else. Everything that is said here goes to
 * standard error: standard output belongs to the program (`--json`).
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What each script needs built, and the program that it becomes. */
const scripts = {
  demo: { targets: ['build'], program: 'apps/demo/dist/main.js' },
  start: { targets: ['build'], program: 'apps/platform/dist/main.js', mode: 'production' },
  test: { targets: ['build', 'generate'], program: 'node_modules/jest/bin/jest.js' },
  'test:processes': {
    targets: ['build', 'generate'],
    program: 'node_modules/jest/bin/jest.js',
    leading: ['--testMatch', '**/*.processes.{ts,suite.ts}'],
  },
  'test:faults': {
    targets: ['build', 'generate'],
    program: 'node_modules/jest/bin/jest.js',
    leading: ['--testMatch', '**/*.faults.suite.ts'],
  },
  'test:hsm': {
    targets: ['build', 'generate'],
    program: 'node_modules/jest/bin/jest.js',
    leading: ['--testMatch', '**/*.hsm.suite.ts'],
  },
  'test:keycloak': {
    targets: ['build', 'generate'],
    program: 'node_modules/jest/bin/jest.js',
    leading: ['--testMatch', '**/*.keycloak.suite.ts', '--runInBand'],
  },
  bench: { targets: ['build', 'generate'], program: 'tools/dist/bench/main.js' },
  check: { targets: ['build', 'generate'], program: 'tools/dist/check/main.js' },
  'schema:update': { targets: ['build'], program: 'tools/dist/schema/update.js' },
  'docs:errors': { targets: ['build'], program: 'tools/dist/errors/update.js' },
  format: {
    targets: [],
    program: 'node_modules/prettier/bin/prettier.cjs',
    leading: ['--write', '.', '--log-level', 'warn'],
  },
  build: { targets: ['build', 'generate'] },
};

await main(process.argv[2], process.argv.slice(3));

async function main(name, given) {
  requireNode();
  const script = scripts[name];
  if (!script)
    fail(`no script is called ${name}`, 'tools/run.mjs', `one of ${Object.keys(scripts).join(', ')}`, 2);
  process.chdir(root);
  await install();
  if (script.targets.length > 0) await build(script.targets);
  if (script.mode) process.env.NODE_ENV ??= script.mode;
  if (script.program) await become(script.program, [...(script.leading ?? []), ...given]);
}

/** Node 20.19 and 22.12 are the first that load ES modules by `require`, which NestJS needs. */
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  fail(
    `Node ${process.versions.node} is too old`,
    process.execPath,
    'install Node 20.19, 22.12 or newer from nodejs.org',
  );
}

/**
 * `npm install` with a lock file takes exactly what is locked. `npm ci` would too, but refuses a lock file that was written where
 * packages for other operating systems could not be had.
 */
async function install() {
  if (isInstalled()) return;
  await alone('install', async () => {
    if (isInstalled()) return;
    say('installing packages (once, and when package-lock.json changes) …');
    const npm = process.env.npm_execpath?.endsWith('npm-cli.js')
      ? [process.execPath, process.env.npm_execpath]
      : ['npm'];
    const flags = [
      'install',
      '--no-save',
      '--include=dev',
      '--include=optional',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    const { status } = await run([...npm, ...flags], { show: true });
    if (status !== 0) {
      fail(
        'packages could not be installed',
        'npm install',
        'read the messages of npm above; it needs the npm registry once',
        status,
      );
    }
  });
}

/**
 * npm writes down what it installed in `node_modules/.package-lock.json`, last of all; so this is also false after an
 * interrupted installation. Optional packages are those of other operating systems, and a room
 * that was moved away needs no link.
 */
function isInstalled() {
  const written = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(written)) return false;
  const present = JSON.parse(readFileSync(written, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, link, resolved, optional }]) => {
    if (!path.includes('node_modules') || optional) return true;
    if (link && !existsSync(join(root, resolved))) return true;
    return link ? present[path]?.link : present[path]?.version === version;
  });
}

async function build(targets) {
  const { status, output } = await run(
    [process.execPath, 'node_modules/nx/dist/bin/nx.js', 'run-many', '-t', ...targets],
    {
      env: {
        NX_DAEMON: 'false',
        NX_NO_CLOUD: 'true',
        NX_TUI: 'false',
        NX_INTERACTIVE: 'false',
        NX_NATIVE_FILE_CACHE_DIRECTORY: join(root, '.nx/native'),
      },
      patience: { ms: 3000, text: 'building …' },
    },
  );
  if (status === 0) return;
  say(output.replace(/^(✔|- ).*\n/gm, '').trim());
  fail(
    'the build failed',
    `npx nx run-many -t ${targets.join(' ')}`,
    'mend what the messages above name',
    status,
  );
}

async function become(program, args) {
  const file = join(root, program);
  if (!existsSync(file))
    fail('the program is not there', program, 'it belongs to a room that this checkout does not have');
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
}

/** Runs a command without standard input; what it prints goes to standard error, at once or when it fails. */
function run([command, ...args], { env = {}, show = false, patience } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 2 : 'pipe', show ? 2 : 'pipe'],
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    const timer = patience && setTimeout(() => say(patience.text), patience.ms);
    const release = stopTogether(child);
    const finish = (status, output) => {
      clearTimeout(timer);
      release();
      resolve({ status, output });
    };
    child.on('error', (error) => finish(1, `${command}: ${error.message}\n`));
    child.on('close', (code) => finish(code ?? 1, Buffer.concat(chunks).toString()));
  });
}

/** A signal that ends this script ends the command too; otherwise `npm install` would go on behind the user's back. */
function stopTogether(child) {
  const status = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  const stop = (signal) => {
    child.kill(signal);
    process.exit(status[signal]);
  };
  for (const signal of Object.keys(status)) process.on(signal, stop);
  return () => {
    for (const signal of Object.keys(status)) process.off(signal, stop);
  };
}

/** Two scripts started at once on a fresh clone must not install over each other: the second waits for the first. */
async function alone(task, work) {
  const lock = join(root, `.nx/${task}.lock`);
  mkdirSync(dirname(lock), { recursive: true });
  while (!taken(lock)) await new Promise((resolve) => setTimeout(resolve, 500));
  const beat = setInterval(() => utimesSync(lock, new Date(), new Date()), 5000);
  const release = () => rmSync(lock, { recursive: true, force: true });
  process.on('exit', release);
  try {
    await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

/** A folder is made by one process only. One that has not been touched for long belongs to a process that was killed. */
function taken(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const touched = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (touched && Date.now() - touched > 20_000) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(what, where, how, status = 1) {
  say(`error: ${what} (${where}): ${how}`);
  process.exit(status);
}
