/* eslint-disable no-console -- the library speaks through the console, so that is where it is heard */
/**
 * Imported before `oidc-provider`, which warns on every start that it wants Node 22. We support Node 20.19 and test
 * on it, and a person who starts the platform can do nothing with that sentence. Only it is dropped, and once.
 */
const { warn } = console;

console.warn = (...words: unknown[]) => {
  if (!String(words[0]).includes('Unsupported runtime')) return warn(...words);
  console.warn = warn;
};
