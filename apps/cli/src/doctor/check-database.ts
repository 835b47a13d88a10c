import { toEpochMs } from '@fanxing/kernel';
import { systemClock } from '@fanxing/runtime/clock';
import { ill, well, type Finding, type Surroundings } from './finding.js';

const versionMin = 15;
const clockDriftMaxMs = 2_000;

/** The database of DATABASE_URL, else the embedded one while the platform runs; and whether its clock is ours. */
export async function checkDatabase({ platform, isRunning }: Surroundings): Promise<Finding[]> {
  const name = 'database';
  const given = process.env['DATABASE_URL'];
  const url = given || (isRunning ? platform?.databaseUrl : undefined);
  if (!url) return [well(name, 'the embedded one, which starts with the platform')];
  if (!URL.canParse(url))
    return [ill(name, 'DATABASE_URL is no URL', 'write it as postgres://user:password@host:5432/name')];
  const { keeperGrant, probeDatabase } = await import('@fanxing/runtime/database');
  const probe = await probeDatabase(url);
  const { host } = new URL(url);
  if (probe.refusal !== undefined) {
    const mend = given
      ? 'look at DATABASE_URL and whether the server runs'
      : 'start the platform again: npm start';
    return [ill(name, `${host} does not let us in (${probe.refusal})`, mend)];
  }
  const version = Number.parseInt(probe.version, 10);
  const database =
    version < versionMin
      ? ill(name, `${host} is PostgreSQL ${probe.version}`, `use PostgreSQL ${versionMin} or newer`)
      : well(
          name,
          `PostgreSQL ${probe.version} at ${host}, ${probe.isMigrated ? 'migrated' : 'empty until the first start'}`,
        );
  const right = probe.mayKeep === false ? [keeperFinding(keeperGrant)] : [];
  return [database, ...right, clockFinding(toEpochMs(probe.now) - toEpochMs(systemClock.now()))];
}

/** Given when the platform starts with a superuser's login; others have to be given it. */
function keeperFinding(statement: string): Finding {
  return ill(
    'tenants',
    'they can be neither moved nor offboarded',
    `as a superuser of the database: ${statement}`,
  );
}

/** Tokens end and audit records are dated by these clocks. */
function clockFinding(driftMs: number): Finding {
  const seconds = (Math.abs(driftMs) / 1_000).toFixed(1);
  if (Math.abs(driftMs) <= clockDriftMaxMs) return well('clock', 'agrees with the database');
  const found = `the database is ${seconds} s ${driftMs > 0 ? 'ahead of' : 'behind'} this machine`;
  return ill('clock', found, 'let both keep time by NTP (timedatectl set-ntp true)');
}
