import { parentPort, workerData } from 'node:worker_threads';
import { kernels, type JobOf, type KernelName } from './kernels.js';
import { Team } from './team.js';

/** What a thread is started with. */
export interface Assignment<Name extends KernelName = KernelName> {
  readonly kernel: Name;
  readonly job: JobOf<Name>;
  readonly member: number;
  readonly members: number;
  readonly control: Int32Array;
}

const { kernel, job, member, members, control } = workerData as Assignment;
const run = kernels[kernel] as (job: JobOf<KernelName>, team: Team) => void;
run(job, new Team(member, members, control));
parentPort?.postMessage('done');
