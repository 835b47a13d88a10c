import type { RealmStore, RealmUser } from './realm-store.js';
import { matchesPassword, nobodysPassword } from './secrets.js';
import type { SignInGuard } from './sign-in-guard.js';

interface Parts {
  readonly store: RealmStore;
  readonly guard: SignInGuard;
}

/**
 * Whoever has this name and password; undefined for anybody else, for somebody disabled and for a name that is closed, which all
 * look and take the same. Whether a name is closed is asked again after the password was compared, which takes long: of many
 * guesses at once only the first few count.
 */
export async function signIn(
  { store, guard }: Parts,
  name = '',
  password = '',
): Promise<RealmUser | undefined> {
  const username = name.toLowerCase();
  const user = store.userNamed(username);
  const wasClosed = guard.isClosed(username);
  const matches = await matchesPassword(password, user?.passwordHash ?? nobodysPassword);
  if (wasClosed || guard.isClosed(username) || !user?.passwordHash || !matches) {
    guard.failed(username);
    return undefined;
  }
  guard.succeeded(username);
  return user.enabled ? user : undefined;
}
