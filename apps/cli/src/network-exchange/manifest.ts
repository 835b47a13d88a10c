import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../cli-error.js';
import { digestOf } from './archive-folder.js';
import { manifestName } from './layout.js';

const manifestSchema = z.object({
  format: z.literal('fanxing-network/1'),
  layout: z.literal('gar/v1'),
  directed: z.boolean(),
  vertices: z.number().int().nonnegative(),
  edges: z.number().int().nonnegative(),
  /** What the engine is to compute by, and its results are checked by. */
  communities: z.object({ iterations: z.number().int().positive() }),
  pagerank: z.object({ damping: z.number(), tolerance: z.number() }),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
});

/** What was given away: of what kind, how much, and every file with its digest. Names nobody. */
export type Manifest = z.infer<typeof manifestSchema>;

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

export function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The manifest of a folder that came back, once it and each of its files are found to be what left: the digest of the manifest
 * stayed at home. Fails with NETWORK_EXPORT_ALTERED.
 */
export async function verifiedManifest(folder: string, digest: string): Promise<Manifest> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => undefined);
  if (text === undefined) throw altered(folder, manifestName, 'is not there');
  if (digestOfText(text) !== digest) throw altered(folder, manifestName, 'is not the one of these ids');
  const manifest = manifestSchema.parse(JSON.parse(text));
  for (const { path, bytes, sha256 } of manifest.files) {
    const place = join(folder, path);
    const found = await stat(place).catch(() => undefined);
    if (found === undefined) throw altered(folder, path, 'is not there');
    if (found.size !== bytes || (await digestOf(place)) !== sha256)
      throw altered(folder, path, 'is not as it was written');
  }
  return manifest;
}

function altered(folder: string, file: string, how: string): CliError {
  return new CliError(
    3,
    'NETWORK_EXPORT_ALTERED',
    `${file} ${how}`,
    folder,
    'export again, and compute the results from that',
    { file },
  );
}
