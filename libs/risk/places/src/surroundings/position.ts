import { Fault } from '@fanxing/kernel';

/** Degrees on WGS 84, the datum of GPS and GeoJSON. Chinese maps show GCJ-02, up to 700 m aside: convert before. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** Fails with POSITION_OUTSIDE_WORLD. */
export function readPosition({ latitude, longitude }: Position, path: string): Position {
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude };
  throw new Fault('POSITION_OUTSIDE_WORLD', { latitude, longitude }, path);
}
