import { latLngToCell } from 'h3-js';
import type { Position } from '../surroundings/position.js';

/** About 0.1 km², two hundred metres from side to side: a block and the street around it. */
export const cellResolution = 9;

/** The cell of Uber's hexagonal grid H3 in which a position lies, as everybody writes it: fifteen hexadecimal digits. */
export function shopCell({ latitude, longitude }: Position): string {
  return latLngToCell(latitude, longitude, cellResolution);
}
