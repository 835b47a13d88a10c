import { createHash, randomBytes } from 'node:crypto';

/** A browser as far as signing in needs one: it keeps cookies, follows where it is sent, and fills in the one form. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  /** `toServer` brings the public address to where the server listens here. */
  constructor(private readonly toServer: (address: string) => string) {}

  async request(address: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(this.toServer(address), {
      ...init,
      redirect: 'manual',
      headers: { cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01[ -]Jan[ -]1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /**
   * Goes on from a page until it is sent to an address that begins with `back`; signs in on the way when there is a form. Answers
   * that address, or undefined when the form comes again or anything else does.
   */
  async signIn(
    address: string,
    back: string,
    who?: { readonly username: string; readonly password: string },
  ): Promise<URL | undefined> {
    let [at, form]: [string, URLSearchParams | undefined] = [address, undefined];
    let wasSent = false;
    for (let steps = 0; steps < 12; steps += 1) {
      const response = await this.request(at, form ? { method: 'POST', body: form } : {});
      form = undefined;
      const location = response.headers.get('location');
      if (location !== null) {
        at = new URL(location, at).href;
        if (at.startsWith(back)) return new URL(at);
        continue;
      }
      const action = /<form[^>]*action="([^"]*)"/.exec(await response.text())?.[1];
      if (action === undefined || !who || wasSent) return undefined;
      at = action === '' ? at : new URL(action.replaceAll('&amp;', '&'), at).href;
      form = new URLSearchParams({ ...who });
      wasSent = true;
    }
    return undefined;
  }
}

/** A proof key (RFC 7636). */
export function newProof(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
