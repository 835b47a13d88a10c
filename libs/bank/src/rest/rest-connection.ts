import { z } from 'zod';

/** A bank that speaks JSON over HTTP in the protocol of this folder's README. */
export const restConnectionShape = z.strictObject({
  adapter: z.literal('rest'),
  /** `http(s)://host[:port][/path]`; `/payments` is appended. */
  baseUrl: z
    .string()
    .max(2048)
    .refine(isPlainHttpUrl, 'must be an http or https address without user, query and fragment'),
  /** Sent as `Authorization: Bearer …`. */
  apiKey: z
    .string()
    .regex(/^[!-~]{1,512}$/, 'must be 1 to 512 visible ASCII characters')
    .optional(),
  /** The whole time for one instruction or question: waiting for a connection, sending, reading to the last byte. */
  timeoutMs: z.number().int().min(50).max(60_000).default(2000),
  /** At most so many connections at once; further calls wait for one, inside their time. */
  connectionsMax: z.number().int().min(1).max(256).default(64),
});

export type RestConnection = z.infer<typeof restConnectionShape> & { readonly allowPrivateNetwork: boolean };

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && username + password + search + hash === '';
}
