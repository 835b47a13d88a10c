import { compileDmn, compileStrategy, type CompiledStrategy } from '@fanxing/risk-strategy';
import { parseJson, readText, refusedAsData } from './read-file.js';

/** A strategy that was read: DMN where the file is XML, JDM otherwise. */
export type StrategyFile =
  { readonly kind: 'dmn'; readonly xml: string } | { readonly kind: 'jdm'; readonly json: unknown };

export async function readStrategyFile(file: string): Promise<StrategyFile> {
  const content = await readText(file);
  if (file.endsWith('.dmn') || content.trimStart().startsWith('<')) return { kind: 'dmn', xml: content };
  return { kind: 'jdm', json: parseJson(content, file) };
}

export async function compileFile(file: string): Promise<CompiledStrategy> {
  const read = await readStrategyFile(file);
  return refusedAsData(file, () => (read.kind === 'dmn' ? compileDmn(read.xml) : compileStrategy(read.json)));
}
