import { Fault, toEpochMs, type Clock } from '@fanxing/kernel';
import { systemContext, type TenantContext } from '../identity/index.js';
import type { Transport } from '../messaging/index.js';
import { isAmong } from './address-list.js';
import { readBearerSecret, type SecretRead } from './bearer-secret.js';
import { GuessGuard } from './guess-guard.js';
import { identityContract, type SecretHolder } from './identity-contract.js';

interface Options {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly isDoor: boolean;
}

interface Known {
  readonly holder: Promise<SecretHolder | null>;
  readonly askedMs: number;
}

/** So that a key that is taken back is refused within a second, the way to the answer included. */
const freshMs = 500;
const knownMax = 5_000;

/**
 * Checks keys and operators' access, which only their keeper can. Good ones are remembered by their hash: for half a second as
 * good, and after it as ones that are worth asking about, whatever else comes from the same address.
 */
export class SecretVerifier {
  private readonly known = new Map<string, Known>();
  private readonly guard: GuessGuard;

  constructor(private readonly options: Options) {
    this.guard = new GuessGuard(options.clock);
  }

  /** Fails with TOKEN_INVALID, TOKEN_EXPIRED, RATE_LIMITED or SERVICE_UNAVAILABLE. */
  async contextOf(text: string, address: string): Promise<TenantContext> {
    const read = readBearerSecret(text);
    const holder = await this.holder(read, address);
    if (!read || !holder) throw new Fault('TOKEN_INVALID', { cause: 'unknown key' });
    if (holder.endsAtMs <= toEpochMs(this.options.clock.now())) throw new Fault('TOKEN_EXPIRED');
    if (this.options.isDoor && holder.addresses && !isAmong(holder.addresses, address))
      throw new Fault('TOKEN_INVALID', { cause: 'address' });
    const { tenantId, environment } = read;
    const { actor, roles, scopes } = holder;
    return { tenantId, environment, actor, roles, ...(scopes && { scopes }) };
  }

  private async holder(read: SecretRead | undefined, address: string): Promise<SecretHolder | null> {
    const known = read && this.known.get(read.sha256);
    if (!read || !known) return this.guess(read, address);
    // Every use of an operator's access is written down.
    const isFresh = toEpochMs(this.options.clock.now()) - known.askedMs < freshMs && read.kind === 'api-key';
    const holder = await (isFresh ? known.holder : this.ask(read));
    if (!holder) this.known.delete(read.sha256);
    return holder;
  }

  /** Counted before the answer is there, so that a thousand at once are not heard either. */
  private async guess(read: SecretRead | undefined, address: string): Promise<SecretHolder | null> {
    const { isDoor } = this.options;
    if (isDoor) this.guard.count(address);
    const holder = read ? await this.ask(read) : null;
    if (holder && isDoor) this.guard.forgive(address);
    if (!holder && read) this.known.delete(read.sha256);
    return holder;
  }

  private ask(read: SecretRead): Promise<SecretHolder | null> {
    const { kind, sha256, tenantId, environment } = read;
    const { isDoor, transport, clock } = this.options;
    const holder = transport
      .client(identityContract)
      .secretHolder(systemContext(tenantId, environment, 'door'), { kind, sha256, isUse: isDoor })
      .then((answer) => answer.holder);
    this.remember(sha256, { holder, askedMs: toEpochMs(clock.now()) });
    holder.catch(() => this.known.delete(sha256));
    return holder;
  }

  private remember(sha256: string, known: Known): void {
    this.known.delete(sha256);
    this.known.set(sha256, known);
    const oldest = this.known.keys().next();
    if (this.known.size > knownMax && !oldest.done) this.known.delete(oldest.value);
  }
}
