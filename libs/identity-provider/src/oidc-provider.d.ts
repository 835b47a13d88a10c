/** The part of oidc-provider that this room uses; the package brings no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Client {
    readonly clientId: string;
    readonly clientSecret?: string;
  }

  export interface ResourceServerInfo {
    readonly scope: string;
    readonly audience: string;
    readonly accessTokenFormat: 'jwt';
    readonly jwt: { readonly sign: { readonly alg: 'RS256' } };
  }

  export class ResourceServer {
    constructor(identifier: string, info: ResourceServerInfo);
  }

  export interface Token {
    readonly kind: string;
    readonly clientId: string;
    readonly accountId?: string;
    scope: string | undefined;
    resourceServer: ResourceServer;
    readonly expiration: number;
    save(): Promise<string>;
  }

  export interface IdToken {
    scope: string;
    set(claim: string, value: unknown): void;
    issue(options: { use: 'idtoken' }): Promise<string>;
  }

  export interface Context {
    body: unknown;
    readonly req: IncomingMessage;
    readonly oidc: {
      readonly client: Client;
      readonly provider: Provider;
      readonly account?: object;
      readonly session?: {
        readonly accountId?: string;
        /** When they signed in, in seconds since 1970. */
        readonly loginTs?: number;
        grantIdFor(clientId: string): string | undefined;
      };
      readonly params: Readonly<Record<string, string | undefined>>;
      readonly requestParamScopes: ReadonlySet<string>;
      entity(name: string, value: unknown): void;
    };
  }

  export interface StructuredToken {
    header: Record<string, unknown> | undefined;
    payload: Record<string, unknown>;
  }

  export interface Interaction {
    readonly uid: string;
    readonly prompt: { readonly name: string };
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  interface Prompt {
    readonly name: string;
    readonly checks: { add(check: object): void };
  }

  export const interactionPolicy: {
    base(): { get(name: 'login' | 'consent'): Prompt };
    readonly Check: new (
      reason: string,
      description: string,
      error: string,
      check: (context: Context) => boolean,
    ) => object;
  };

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    /** Koa's: whether the headers of a proxy are believed. */
    proxy: boolean;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    on(event: 'server_error', listener: (context: Context, error: Error) => void): void;
    registerGrantType(
      name: string,
      handler: (context: Context) => Promise<void>,
      parameters: readonly string[],
      duplicates: readonly string[],
    ): void;
    readonly ResourceServer: typeof ResourceServer;
    /** The sign-in that a request's cookie belongs to. Fails with errors.SessionNotFound. */
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    /** Sends the browser on, with what came of the sign-in. */
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
      options: { readonly mergeWithLastSubmission: boolean },
    ): Promise<void>;
    readonly Grant: {
      new (properties: { accountId: string; clientId: string }): Grant;
      find(id: string): Promise<Grant | undefined>;
    };
    readonly AccessToken: new (properties: Record<string, unknown>) => Token;
    readonly IdToken: new (claims: Record<string, unknown>, context: { ctx: Context }) => IdToken;
    readonly Client: { prototype: { compareClientSecret(this: Client, actual: string): boolean } };
  }

  export const errors: {
    readonly InvalidGrant: new (detail: string) => Error;
    readonly InvalidTarget: new () => Error;
    readonly TemporarilyUnavailable: new (detail: string) => Error;
  };
}
