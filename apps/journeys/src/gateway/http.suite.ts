import { connect } from 'node:net';
import { asksWho, inner, type Door } from './door.fixture.js';

const body = JSON.stringify({ query: asksWho });

/** HTTP as attackers write it: two readings of one request, two bearers, a bearer where none is looked for. */
export function http(door: Door): void {
  /** Sends bytes as they are, and answers all that comes back before the connection ends. */
  async function raw(text: string): Promise<string> {
    const { hostname, port } = new URL(door.platform.ready.urls.gateway);
    return new Promise((resolve, reject) => {
      let said = '';
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.setTimeout(10_000, () => socket.destroy(new Error(`no end after ${said}`)));
      socket.on('data', (part: Buffer) => (said += part.toString()));
      socket.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(said) : reject(error),
      );
      socket.on('close', () => resolve(said));
    });
  }

  const post = (headers: readonly string[], content = body): string =>
    [
      'POST /graphql HTTP/1.1',
      'Host: bank.example',
      'Content-Type: application/json',
      'Connection: close',
      ...headers,
      '',
      content,
    ].join('\r\n');
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  const bearer = () => `Authorization: ${door.token}`;
  const statuses = (said: string): string[] => said.match(/HTTP\/1\.1 \d{3}/g) ?? [];

  describe('a request that can be read in two ways', () => {
    it('is answered when it can be read in one', async () => {
      expect(statuses(await raw(post([bearer(), length])))).toEqual(['HTTP/1.1 200']);
    });

    const smuggled = '0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: bank.example\r\n\r\n';
    it.each<[string, readonly string[], string]>([
      ['with a length and in pieces', [length, 'Transfer-Encoding: chunked'], smuggled],
      ['with two lengths', [length, 'Content-Length: 3'], body],
      ['with one length twice', [length, length], body],
      ['with a list of lengths', [`${length}, ${Buffer.byteLength(body)}`], body],
      ['with a length below zero', ['Content-Length: -1'], body],
      ['with a length that has a sign', [length.replace(': ', ': +')], body],
      ['with an unknown encoding', ['Transfer-Encoding: xchunked'], body],
      ['with two encodings', ['Transfer-Encoding: chunked, identity'], body],
      ['with a blank before the colon', [length, 'Transfer-Encoding : chunked'], body],
      ['with a folded header', [length, 'X-Folded: a\r\n b'], body],
      ['with a null character in a header', [length, 'X-Null: a\0b'], body],
      ['in pieces of less than nothing', ['Transfer-Encoding: chunked'], `-1\r\n${body}\r\n0\r\n\r\n`],
    ])('%s is refused once and the connection is closed', async (_, headers, content) => {
      const said = await raw(post([bearer(), ...headers], content));
      expect(statuses(said)).toEqual(['HTTP/1.1 400']);
      expect(said).toContain('"reason":"QUERY_INVALID"');
      expect(said).toMatch(/cache-control: private, no-store/i);
      expect(said).not.toMatch(inner);
    });

    it('with bare line feeds is refused', async () => {
      const said = await raw(post([bearer(), length]).replaceAll('\r\n', '\n'));
      expect(statuses(said)).toEqual(['HTTP/1.1 400']);
    });

    it('with headers of 20 kB is refused', async () => {
      const said = await raw(post([bearer(), length, `X-Long: ${'a'.repeat(20_000)}`]));
      expect(statuses(said)).toEqual(['HTTP/1.1 431']);
    });

    it('after one of somebody else on the same connection is its sender’s own', async () => {
      const first = post([bearer(), length]).replace('Connection: close\r\n', '');
      const said = await raw(`${first}${post([length])}`);
      expect(statuses(said)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401']);
    });
  });

  describe('a bearer', () => {
    it.each<[string, () => readonly string[]]>([
      ['followed by anything', () => [`${bearer()} x`]],
      ['followed by another', () => [`${bearer()},${door.token}`]],
      ['after a tabulator', () => [bearer().replace('Bearer ', 'Bearer\t')]],
      ['in quotes', () => [`Authorization: Bearer "${door.token.slice(7)}"`]],
      ['without its scheme', () => [`Authorization: ${door.token.slice(7)}`]],
      ['with padding', () => [`${bearer()}=`]],
      ['with a part more', () => [`${bearer()}.`]],
      ['before another header of the kind', () => [bearer(), 'Authorization: Bearer x']],
      ['behind another header of the kind', () => ['Authorization: Bearer x', bearer()]],
      ['twice', () => [bearer(), bearer()]],
      ['in a cookie', () => [`Cookie: access_token=${door.token.slice(7)}`]],
      ['in a header of a proxy', () => [`X-Forwarded-Authorization: ${door.token}`]],
    ])('%s is none', async (_, headers) => {
      const said = await raw(post([...headers(), length]));
      expect(statuses(said)).toEqual(['HTTP/1.1 401']);
      expect(said).toMatch(/"reason":"TOKEN_(MISSING|INVALID)"/);
    });

    it('in the address or in the body is none', async () => {
      const token = door.token.slice(7);
      const inBody = JSON.stringify({ query: asksWho, access_token: token });
      for (const said of [
        await raw(post([length]).replace('/graphql', `/graphql?access_token=${token}`)),
        await raw(post([`Content-Length: ${Buffer.byteLength(inBody)}`], inBody)),
      ])
        expect(statuses(said)).toEqual(['HTTP/1.1 401']);
    });
  });
}
