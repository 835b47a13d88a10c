import type { House, Problem, Rule } from '../house.js';

const walk = 'docs/walk.md';
const mention = /`([^`\s]+)`/g;
const rooted = /^(apps|libs|docs|tools|infra|data)\/[\w./-]+$/;
const shortened = /^…\/([\w./-]+)$/;

/** A guide that leads to a door that is not there is worse than none. `…/` stands for a folder named before. */
export const walkLeadsSomewhere: Rule = (house) => {
  const guide = house.files.find(({ path }) => path === walk);
  if (!guide) return [];
  return guide.text
    .split('\n')
    .flatMap((text, index) =>
      [...text.matchAll(mention)].flatMap((match) => missing(house, match[1] ?? '', index + 1)),
    );
};

function missing(house: House, mentioned: string, line: number): Problem[] {
  const tail = shortened.exec(mentioned)?.[1];
  if (!tail && !rooted.test(mentioned)) return [];
  const wanted = (tail ?? mentioned).replace(/\/$/, '');
  const found = house.files.some(({ path }) =>
    tail ? `/${path}/`.includes(`/${wanted}/`) : path === wanted || path.startsWith(`${wanted}/`),
  );
  return found ? [] : [{ path: walk, line, message: `\`${mentioned}\` does not exist` }];
}
