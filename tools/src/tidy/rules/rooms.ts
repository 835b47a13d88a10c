import type { House, Problem, Room, Rule } from '../house.js';

/** Whoever opens a door finds a sign, and Nx finds what it needs. */
export const roomSigns: Rule = (house) =>
  house.rooms.flatMap((room) => [
    ...wanted(
      house,
      room,
      hasFile(house, `${room.folder}/README.md`),
      'no README.md: what it owns, what it does not, where to start',
    ),
    ...wanted(
      house,
      room,
      tagged(room, 'type') && tagged(room, 'scope'),
      'needs one "type:" and one "scope:" among "nx.tags"',
    ),
    ...wanted(
      house,
      room,
      room.targets.includes('build'),
      'needs "build": {} under "nx.targets", or it is never built',
    ),
    ...wanted(
      house,
      room,
      room.targets.includes('generate') || !room.tags.includes('type:service'),
      'needs "generate": {} under "nx.targets", or its SDL gets no types',
    ),
  ]);

/** A room that is still empty owes nobody a sign. */
function wanted(house: House, room: Room, present: boolean, message: string): Problem[] {
  const empty = !house.files.some(({ path }) => path.startsWith(`${room.folder}/src/`));
  return present || empty ? [] : [{ path: `${room.folder}/package.json`, message }];
}

function hasFile(house: House, path: string): boolean {
  return house.files.some((file) => file.path === path);
}

function tagged(room: Room, kind: string): boolean {
  return room.tags.filter((tag) => tag.startsWith(`${kind}:`)).length === 1;
}
