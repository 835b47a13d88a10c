import type { HouseFile, Problem, Rule } from '../house.js';
import { lineOf } from '../syntax.js';

const marker = /\b(TODO|FIXME|HACK)\b/g;
const comments: Readonly<Record<string, RegExp>> = {
  ts: /\/\/.*|\/\*[\s\S]*?\*\//g,
  sql: /--.*/g,
  graphql: /#.*/g,
};

/** A promise in a comment is kept by nobody: do it, or write it down where work is planned. */
export const noPromises: Rule = ({ files }) =>
  files.flatMap((file) => commentsOf(file).flatMap((at) => markersIn(file, at)));

interface Comment {
  readonly start: number;
  readonly text: string;
}

function commentsOf(file: HouseFile): Comment[] {
  const kind = /\.(tsx?|mjs|cjs|js)$/.test(file.path)
    ? 'ts'
    : file.path.slice(file.path.lastIndexOf('.') + 1);
  const pattern = comments[kind];
  return pattern
    ? [...file.text.matchAll(pattern)].map((match) => ({ start: match.index, text: match[0] }))
    : [];
}

function markersIn(file: HouseFile, comment: Comment): Problem[] {
  return [...comment.text.matchAll(marker)].map((match) => ({
    path: file.path,
    line: lineOf(file, comment.start + match.index),
    message: `${match[0]} in a comment: do it, or plan it where work is planned`,
  }));
}
