import type { IncomingMessage } from 'node:http';
import type { Clock } from '@fanxing/kernel';
import type { RealmStore, RealmUser } from './realm-store.js';
import { matchesPassword, nobodysPassword } from './secrets.js';
import { SignInGuard } from './sign-in-guard.js';
import { SignInTurns } from './sign-in-turns.js';

/** People who show their password, on the page or through a program. */
export class SignIns {
  private readonly guard: SignInGuard;
  private readonly turns = new SignInTurns();

  constructor(
    private readonly store: RealmStore,
    clock: Clock,
  ) {
    this.guard = new SignInGuard(clock);
  }

  /**
   * Whoever has this name and password; undefined for anybody else, for somebody disabled and for a name that is closed, which
   * all look and take the same. Whether a name is closed is asked again after the password was compared, which takes long: of
   * many guesses at once only the first few count. Fails with errors.TemporarilyUnavailable, see {@link SignInTurns}.
   */
  async signIn(request: IncomingMessage, name = '', password = ''): Promise<RealmUser | undefined> {
    const { guard, store } = this;
    const username = name.toLowerCase();
    const user = store.userNamed(username);
    const wasClosed = guard.isClosed(username);
    const matches = await this.turns.take(addressOf(request), () =>
      matchesPassword(password, user?.passwordHash ?? nobodysPassword),
    );
    if (wasClosed || guard.isClosed(username) || !user?.passwordHash || !matches) {
      guard.failed(username);
      return undefined;
    }
    guard.succeeded(username);
    return user.enabled ? user : undefined;
  }
}

/** As the gateway has seen it, whatever the caller wrote there. */
function addressOf({ headers }: IncomingMessage): string {
  return String(headers['x-forwarded-for'] ?? 'within');
}
