import { existsSync } from 'node:fs';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

/** TypeScript may name a source file by what it compiles to. */
export const resolve: ResolveHook = (specifier, context, next) => {
  if (!/^\.{1,2}\/.*\.js$/.test(specifier) || context.parentURL === undefined)
    return next(specifier, context);
  const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
  return existsSync(fileURLToPath(source)) ? next(source.href, context) : next(specifier, context);
};

/** Compiles a source file as the build does (`.swcrc`): what is measured is what ships. */
export const load: LoadHook = async (url, context, next) => {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const { code } = await transformFile(fileURLToPath(url), { sourceMaps: 'inline' });
  return { format: 'module', source: code, shortCircuit: true };
};
