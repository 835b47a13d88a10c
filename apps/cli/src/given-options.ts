import { CliError } from './cli-error.js';

/** The parser would say what is missing before it says what is misspelt: it is asked for here, after that. */
export function given<Options extends object>(
  options: Options,
  ...names: (keyof Options & string)[]
): Options {
  const missing = names.filter((name) => options[name] === undefined).map(optionOf);
  if (missing.length === 0) return options;
  throw new CliError(2, 'USAGE', `${missing.join(' and ')} not given`, 'options', 'see --help');
}

/** `--token-file` of `tokenFile`. */
function optionOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
