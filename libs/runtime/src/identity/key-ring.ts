import { createPublicKey, type KeyObject } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Fault, toEpochMs, type Clock } from '@fanxing/kernel';
import { JwksClient } from 'jwks-rsa';

const timeoutMs = 3000;
const lookupIntervalMs = 1000;
const freshMs = 10 * 60_000;

/**
 * The public keys of one issuer. A key that is known goes on working while the issuer is down; an unknown one is
 * asked for, at most once a second whatever is sent to us (those who come sooner wait for the next time), and
 * without an answer nobody gets in. Every ten minutes the keys are looked up anew in the background, so that one
 * that was withdrawn goes.
 */
export class KeyRing {
  readonly #issuersKeys: JwksClient;
  #keys: ReadonlyMap<string, KeyObject> = new Map();
  #lookedUpMs = Number.NEGATIVE_INFINITY;
  #askedMs = Number.NEGATIVE_INFINITY;
  #lookup: Promise<void> | undefined;

  constructor(
    address: string,
    private readonly clock: Clock,
  ) {
    this.#issuersKeys = new JwksClient({
      jwksUri: address,
      cache: false,
      rateLimit: false,
      timeout: timeoutMs,
    });
  }

  /** The key, or undefined if the issuer has none of this id. Fails with SERVICE_UNAVAILABLE if it does not answer. */
  async find(kid: string): Promise<KeyObject | undefined> {
    const known = this.#keys.get(kid);
    if (known) {
      if (this.#nowMs() - this.#lookedUpMs > freshMs) this.#refreshInBackground();
      return known;
    }
    await this.#lookUp();
    return this.#keys.get(kid);
  }

  #refreshInBackground(): void {
    // What is known stays good while the issuer is down; the next token tries again.
    this.#lookUp().catch(() => undefined);
  }

  #lookUp(): Promise<void> {
    this.#lookup ??= this.#lookUpInTurn().finally(() => {
      this.#lookup = undefined;
    });
    return this.#lookup;
  }

  async #lookUpInTurn(): Promise<void> {
    const sinceMs = this.#nowMs() - this.#askedMs;
    if (sinceMs >= 0 && sinceMs < lookupIntervalMs) await pause(lookupIntervalMs - sinceMs);
    this.#askedMs = this.#nowMs();
    try {
      const found = await this.#issuersKeys.getSigningKeys();
      this.#keys = new Map(found.map((key) => [key.kid, createPublicKey(key.getPublicKey())]));
      this.#lookedUpMs = this.#nowMs();
    } catch {
      throw new Fault('SERVICE_UNAVAILABLE', { service: 'identity' });
    }
  }

  #nowMs(): number {
    return toEpochMs(this.clock.now());
  }
}
