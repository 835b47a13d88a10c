/** What Nest injects by name because it has no class of its own. */
export const CLOCK = Symbol('Clock');
export const TRANSPORT = Symbol('Transport');
