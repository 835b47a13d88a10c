import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Fault } from '@fanxing/kernel';

/** The code of the error with which {@link lookupPublicOnly} refuses a name. */
export const addressNotAllowed = 'ADDRESS_NOT_ALLOWED';

/**
 * Refuses an address that is not on the public internet: a connection typed by a tenant must not reach into our own
 * network. Names are looked at again when they are resolved, since a name may point anywhere, and elsewhere tomorrow.
 * Fails with INPUT_INVALID.
 */
export function assertHostAllowed(url: URL, path: string, allowPrivateNetwork: boolean): void {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (allowPrivateNetwork) {
    if (isIP(host) === 0 || isBankAddress(host)) return;
    throw new Fault('INPUT_INVALID', { problem: `${host} is no bank's address` }, path);
  }
  const isLocalName = host === 'localhost' || host.endsWith('.localhost');
  if (!isLocalName && (isIP(host) === 0 || isPublicAddress(host))) return;
  throw new Fault('INPUT_INVALID', { problem: `${host} is not an address on the public internet` }, path);
}

/** As `dns.lookup`, but fails when a name resolves to any address that is not public. */
export const lookupPublicOnly = lookupOnly(isPublicAddress);

/** As `dns.lookup`, but fails when a name resolves to an address that is nobody's bank. */
export const lookupBanksOnly = lookupOnly(isBankAddress);

function lookupOnly(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new Error(`no address of ${hostname}`), '', 4);
      if (!addresses.every(({ address }) => isAllowed(address))) {
        const refusal = Object.assign(new Error(`${hostname} is not allowed`), { code: addressNotAllowed });
        return callback(refusal, '', 4);
      }
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

/**
 * Whether a bank may be there where private networks are allowed: anywhere but where clouds tell a machine its own secrets, which
 * is never a bank's.
 */
export function isBankAddress(address: string): boolean {
  return !metadata.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Whether an IP address is one of the public internet (IANA's special-purpose registries, RFC 6890 and later). */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic.check(address, 'ipv4');
    case 6:
      return globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
    default:
      return false;
  }
}

const metadata = new BlockList();
metadata.addSubnet('169.254.0.0', 16, 'ipv4');
metadata.addSubnet('fe80::', 10, 'ipv6');
// Alibaba Cloud's and AWS's, outside of the link-local networks.
metadata.addAddress('100.100.100.200', 'ipv4');
metadata.addAddress('fd00:ec2::254', 'ipv6');
for (const mapped of ['::ffff:169.254.0.0', '64:ff9b::a9fe:0']) metadata.addSubnet(mapped, 112, 'ipv6');
for (const mapped of ['::ffff:100.100.100.200', '64:ff9b::6464:64c8']) metadata.addAddress(mapped, 'ipv6');

/** 2000::/3 is all of IPv6 that is routed; mapped, local and multicast addresses lie outside. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

const notPublic = new BlockList();
const specialNetworks = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  // Teredo and 6to4 carry an IPv4 address inside, which may be a private one.
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
];
for (const network of specialNetworks) {
  const [address = '', prefix] = network.split('/');
  notPublic.addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6');
}
