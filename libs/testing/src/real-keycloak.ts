import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const version = '26.7.3';
const root = path.join(import.meta.dirname, '../../..');
const realmFile = path.join(root, 'infra/keycloak/fanxing-realm.json');
const portalOrigin = 'https://portal.example';
/** A cold start builds the server first, which takes minutes on a busy machine. */
const startPatienceMs = 420_000;

/** A Keycloak of our own, or one that runs already, with the realm of `infra/keycloak`. */
export interface RealKeycloak {
  readonly serverUrl: string;
  /** What its tokens say in `iss`. */
  readonly issuer: string;
  /** Of the client `fanxing-provisioning`. */
  readonly adminSecret: string;
  /** Where its portal is. */
  readonly portalOrigin: string;
  /** Imports the realm's file once more, as a second start of the server does; answers what the server said. */
  importAgain(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * A Keycloak with our realm: the one at `KEYCLOAK_URL` (with `KEYCLOAK_ADMIN_CLIENT_SECRET`), else one that is started here from
 * `KEYCLOAK_HOME`, else from the distribution that Maven has. Fails with what to install when there is none.
 */
export async function startRealKeycloak(): Promise<RealKeycloak> {
  const { KEYCLOAK_URL: url, KEYCLOAK_ADMIN_CLIENT_SECRET: secret } = process.env;
  if (url !== undefined && secret !== undefined)
    return {
      ...realmAt(url, secret),
      importAgain: () => Promise.resolve('already exists'),
      stop: () => Promise.resolve(),
    };
  await mustHave(
    'java',
    ['-version'],
    'a Java runtime, 17 or newer (Debian: apt-get install default-jre-headless)',
  );
  const distribution = process.env['KEYCLOAK_HOME'] ?? (await fetchDistribution());
  const home = await mkdtemp(path.join(os.tmpdir(), 'fanxing-keycloak-'));
  await cp(distribution, home, { recursive: true });
  await mkdir(path.join(home, 'data/import'), { recursive: true });
  await cp(realmFile, path.join(home, 'data/import/fanxing-realm.json'));
  const adminSecret = randomBytes(32).toString('base64url');
  const port = await freePort();
  const serverUrl = `http://127.0.0.1:${port}`;
  let server = await startServer(home, port, adminSecret);
  return {
    ...realmAt(serverUrl, adminSecret),
    importAgain: async () => {
      await stopServer(server.process);
      server = await startServer(home, port, adminSecret);
      return server.said();
    },
    stop: async () => {
      await stopServer(server.process);
      await rm(home, { recursive: true, force: true });
    },
  };
}

function realmAt(
  serverUrl: string,
  adminSecret: string,
): Pick<RealKeycloak, 'serverUrl' | 'issuer' | 'adminSecret' | 'portalOrigin'> {
  return { serverUrl, issuer: `${serverUrl}/realms/fanxing`, adminSecret, portalOrigin };
}

/** Kept in the data folder, so that it is fetched once. */
async function fetchDistribution(): Promise<string> {
  const folder = path.join(root, '.fanxing/keycloak');
  const home = path.join(folder, `keycloak-${version}`);
  if (existsSync(path.join(home, 'bin/kc.sh'))) return home;
  const instead = `Keycloak ${version} itself, with KEYCLOAK_HOME naming its folder, or Maven and unzip (Debian: apt-get install maven unzip)`;
  await mustHave('mvn', ['--version'], instead);
  await mustHave('unzip', ['-v'], instead);
  await mkdir(folder, { recursive: true });
  const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`;
  await run('mvn', ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]);
  await run('unzip', ['-q', '-o', path.join(folder, `keycloak-quarkus-dist-${version}.zip`), '-d', folder]);
  return home;
}

async function mustHave(program: string, question: readonly string[], install: string): Promise<void> {
  await run(program, question).catch(() => {
    throw new Error(`test:keycloak needs ${program}, which is not here: install ${install}.`);
  });
}

async function startServer(
  home: string,
  port: number,
  adminSecret: string,
): Promise<{ process: ChildProcess; said: () => string }> {
  const server = spawn(
    path.join(home, 'bin/kc.sh'),
    ['start-dev', '--import-realm', '--http-host', '127.0.0.1', '--http-port', String(port)],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        FANXING_PROVISIONING_SECRET: adminSecret,
        FANXING_PORTAL_ORIGIN: portalOrigin,
        JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
      },
    },
  );
  let said = '';
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-100_000)));
  const untilMs = Date.now() + startPatienceMs;
  while (Date.now() < untilMs && server.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/realms/fanxing`).catch(() => undefined);
    if (answer?.ok) return { process: server, said: () => said };
    await pause(500);
  }
  await stopServer(server);
  throw new Error(`Keycloak did not start:\n${said.slice(-4_000)}`);
}

/** The server is a shell with a Java process below it: the whole group ends. */
async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.pid === undefined) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  process.kill(-server.pid, 'SIGTERM');
  await Promise.race([ended, pause(20_000, undefined, { ref: false })]);
  server.stdout?.destroy();
  server.stderr?.destroy();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
