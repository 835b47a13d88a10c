import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The SDL files of a service, the shared ones first. */
export function sdlFiles(folder: string): string[] {
  const own = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => join(folder, file));
  return [join(import.meta.dirname, 'shared.graphql'), ...own];
}

/** A subgraph's whole SDL, as the gateway composes it. */
export function readSdl(folder: string): string {
  return readSdlFiles(sdlFiles(folder));
}

/** The SDL of these files, in their order. */
export function readSdlFiles(files: readonly string[]): string {
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}
