import type { Position } from './position.js';

/** Where something is, as GeoJSON (RFC 7946) has it, read into positions. A polygon's first ring is its outline, others are holes. */
export type Geometry =
  | { readonly type: 'Point'; readonly at: Position }
  | { readonly type: 'LineString'; readonly line: readonly Position[] }
  | { readonly type: 'Polygon'; readonly rings: readonly (readonly Position[])[] };

/** Mean radius of the Earth (IUGG), in metres. */
const earthRadius = 6_371_008.8;
const radians = Math.PI / 180;
/** Of latitude, and of longitude on the equator. */
export const metresPerDegree = earthRadius * radians;

/**
 * Metres from a position to the nearest point of a geometry, 0 inside a polygon. The surroundings are drawn on a plane that touches
 * the Earth at the position: exact to a thousandth within ten kilometres, which is all that surroundings are; on across the
 * antimeridian.
 */
export function distanceMetres(from: Position, geometry: Geometry): number {
  if (geometry.type === 'Point') return distancesFrom(from)(geometry.at.latitude, geometry.at.longitude);
  const onPlane = planeAround(from);
  if (geometry.type === 'LineString') return distanceToLine(geometry.line.map(onPlane));
  const rings = geometry.rings.map((ring) => ring.map(onPlane));
  return isInside(rings) ? 0 : Math.min(...rings.map(distanceToLine));
}

/** As `distanceMetres`, for many points around one position. */
export function distancesFrom({
  latitude,
  longitude,
}: Position): (latitude: number, longitude: number) => number {
  const eastPerDegree = metresPerDegree * Math.cos(latitude * radians);
  return (otherLatitude, otherLongitude) => {
    const east = eastDegrees(longitude, otherLongitude) * eastPerDegree;
    const north = (otherLatitude - latitude) * metresPerDegree;
    return Math.sqrt(east * east + north * north);
  };
}

/** From -180 to 180, the shorter way round. */
function eastDegrees(from: number, to: number): number {
  return ((to - from + 540) % 360) - 180;
}

type Point = readonly [east: number, north: number];

function planeAround({ latitude, longitude }: Position): (position: Position) => Point {
  const eastPerDegree = metresPerDegree * Math.cos(latitude * radians);
  return (position) => [
    eastDegrees(longitude, position.longitude) * eastPerDegree,
    (position.latitude - latitude) * metresPerDegree,
  ];
}

/** From the origin. */
function distanceToLine(points: readonly Point[]): number {
  let nearest = Infinity;
  points.forEach((point, at) => {
    nearest = Math.min(nearest, distanceToSegment(points[Math.max(0, at - 1)]!, point));
  });
  return nearest;
}

function distanceToSegment([x1, y1]: Point, [x2, y2]: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, -(x1 * dx + y1 * dy) / length));
  return Math.hypot(x1 + along * dx, y1 + along * dy);
}

/** Whether the origin is inside: a ray to the east crosses the rings an odd number of times. */
function isInside(rings: readonly (readonly Point[])[]): boolean {
  let isOdd = false;
  for (const ring of rings) {
    ring.forEach(([x2, y2], at) => {
      const [x1, y1] = ring.at(at - 1)!;
      if (y1 > 0 !== y2 > 0 && x1 - (y1 * (x2 - x1)) / (y2 - y1) > 0) isOdd = !isOdd;
    });
  }
  return isOdd;
}
