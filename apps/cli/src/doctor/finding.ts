import type { PlatformFile } from '../platform-folder.js';

/** What one look has shown. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** How to mend it; null where all is well. */
  readonly mend: string | null;
}

/** Where the doctor is. */
export interface Surroundings {
  /** The data folder's path. */
  readonly folder: string;
  readonly platform: PlatformFile | undefined;
  /** Whether the process that wrote down `platform` lives. */
  readonly isRunning: boolean;
}

export function well(name: string, found: string): Finding {
  return { name, ok: true, found, mend: null };
}

export function ill(name: string, found: string, mend: string): Finding {
  return { name, ok: false, found, mend };
}
