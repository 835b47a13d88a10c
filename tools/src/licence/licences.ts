/**
 * Whoever runs FanXing hosts it for others and may change it; so nothing that we ship may forbid that (Elastic, SSPL,
 * BUSL) or reach into a bank's own code (GPL, AGPL).
 */
const permissive: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'ISC',
  'MIT',
  'MIT-0',
  // Of fonts: they may be shipped with software and embedded in documents, not sold by themselves.
  'OFL-1.1',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
]);

/** Packages whose licence stands only in a text of theirs, which a person has read. */
const examined: Readonly<Record<string, string>> = {
  // Readme.md of the package: "(The MIT License)".
  'pause@0.0.1': 'MIT',
  // LICENSE of the package: "MIT License".
  'png-js@2.0.0': 'MIT',
};

/** One entry of package-lock.json's `packages`. */
export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

export interface LicenceProblem {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/**
 * The production packages whose licence is not permissive. Looks at the lock file, so that it also sees what is installed only on
 * other operating systems.
 * @param readLicence the licence in an installed package's own package.json, for entries that state none
 */
export function licenceProblems(
  packages: Readonly<Record<string, LockedPackage>>,
  readLicence: (path: string) => string | undefined,
): readonly LicenceProblem[] {
  return Object.entries(packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.dev && !entry.link)
    .map(([path, entry]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const version = entry.version ?? '?';
      const licence = entry.license ?? readLicence(path) ?? examined[`${name}@${version}`] ?? 'none stated';
      return { name, version, licence };
    })
    .filter(({ licence }) => !isPermissive(licence));
}

/** Reads an SPDX expression: of an OR one side must be permissive, of an AND all. */
export function isPermissive(expression: string): boolean {
  const text = stripParentheses(expression.trim());
  const either = splitOutside(text, ' OR ');
  if (either.length > 1) return either.some(isPermissive);
  const every = splitOutside(text, ' AND ');
  if (every.length > 1) return every.every(isPermissive);
  return permissive.has(text);
}

function stripParentheses(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0 && at < text.length - 1) return text;
  }
  return stripParentheses(text.slice(1, -1).trim());
}

function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      start = at + separator.length;
    }
  }
  return [...parts, text.slice(start)];
}
