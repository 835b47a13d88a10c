import { BlockList, isIP } from 'node:net';

/** Whether a text names an address (`203.0.113.7`, `2001:db8::1`) or a network (`203.0.113.0/24`). */
export function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

/** Whether an address is one of those, or in one of the networks. An IPv4 address may come in its IPv6 form. */
export function isAmong(addresses: readonly string[], address: string): boolean {
  const plain = address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
  if (isIP(plain) === 0) return false;
  const list = new BlockList();
  for (const each of addresses) {
    const [network = '', bits] = each.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
