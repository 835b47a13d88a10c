import { Injectable } from '@nestjs/common';
import { KeycloakAdmin, mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { FourEyes } from '@fanxing/runtime/caller';
import type { CreateClientInput } from '../generated/schema.js';
import { ReadActiveTenant } from '../tenant/read-active-tenant.js';
import type { Client } from './client.js';
import { KeepClient } from './keep-client.js';
import { parseJwks } from './parse-jwks.js';

export interface CreatedClient {
  readonly client: Client;
  /** Null when it was shown before, and for a program with a key of its own. */
  readonly clientSecret: string | null;
}

/**
 * Makes credentials for a program: kept first, then told to the identity provider outside of the transaction.
 * Whoever repeats the request goes on where the first one was cut short; while another request is at it, the answer
 * is WRITE_CONTENTION. Fails with SERVICE_UNAVAILABLE without an identity provider.
 */
@Injectable()
export class CreateClient {
  constructor(
    private readonly readActiveTenant: ReadActiveTenant,
    private readonly fourEyes: FourEyes,
    private readonly keepClient: KeepClient,
    private readonly keycloakAdmin: KeycloakAdmin,
  ) {}

  async run(context: TenantContext, input: CreateClientInput): Promise<CreatedClient> {
    mustBeAllowedTo(context, 'client:create');
    await this.readActiveTenant.run(context);
    const jwks = input.jwks ? parseJwks(input.jwks, 'input.jwks') : undefined;
    await this.fourEyes.mustBeApproved(context, 'createClient', input);
    const client = await this.keepClient.keep(context, input);
    const active: Client = { ...client, status: 'ACTIVE' };
    if (!(await this.keepClient.claim(context, client))) return { client: active, clientSecret: null };
    try {
      const { tenantId, environment } = context;
      const { clientSecret } = await this.keycloakAdmin.createServiceClient({
        ...client,
        tenantId,
        environment,
        ...(jwks !== undefined && { jwks }),
      });
      await this.keepClient.release(context, client, 'ACTIVE');
      return { client: active, clientSecret: jwks === undefined ? clientSecret : null };
    } catch (error) {
      await this.keepClient.release(context, client, 'PENDING');
      throw error;
    }
  }
}
