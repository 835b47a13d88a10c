import { closeTriangles } from '../measure/triangle-kernel.js';
import { propagateLabels } from '../measure/label-kernel.js';
import { spreadRank } from '../measure/page-rank-kernel.js';

/** Work that several threads can share: a job of plain values and shared arrays, and the thread's place in the team. */
export const kernels = { closeTriangles, propagateLabels, spreadRank };

export type KernelName = keyof typeof kernels;

export type JobOf<Name extends KernelName> = Parameters<(typeof kernels)[Name]>[0];
