import { printJson, printLine } from '../output.js';
import { parseObject, readText, refusedAsData } from './read-file.js';
import { compileFile } from './read-strategy.js';

export interface RunOptions {
  readonly strategy: string;
  readonly input: string;
  readonly json: boolean | undefined;
}

/** Runs a strategy once: the result, and node by node what each made and which rows hit. */
export async function runStrategy({ strategy, input, json = false }: RunOptions): Promise<void> {
  const compiled = await compileFile(strategy);
  const given = parseObject(await readText(input), input);
  const { result, trace } = await refusedAsData(input, () => compiled.evaluate(given));
  if (json) {
    printJson({ result, trace, fingerprint: compiled.fingerprint });
    return;
  }
  for (const { name, output } of trace) if (output !== null) printLine(`${name}: ${JSON.stringify(output)}`);
  printLine(`result: ${JSON.stringify(result)}`);
}
