import { Worker } from 'node:worker_threads';
import { kernels, type JobOf, type KernelName } from './kernels.js';
import { Team } from './team.js';
import type { Assignment } from './thread.js';

/** Of every measure: how many threads share the work. The answer is the same for any number. */
export interface ThreadOptions {
  readonly workers?: number;
}

/** The compiled thread: two folders up and down again, so that it is found from the sources too. */
const program = new URL('../../dist/thread/thread.js', import.meta.url);

/** One worker is the calling thread itself. More are started for this job and end with it; if one fails, so does the job. */
export async function runKernel<Name extends KernelName>(
  kernel: Name,
  job: JobOf<Name>,
  { workers: members = 1 }: ThreadOptions,
): Promise<void> {
  if (members <= 1) {
    (kernels[kernel] as (job: JobOf<Name>, team: Team) => void)(job, Team.alone());
    return;
  }
  const control = Team.control();
  const threads = Array.from({ length: members }, (_, member) => {
    const workerData: Assignment<Name> = { kernel, job, member, members, control };
    return new Worker(program, { workerData });
  });
  try {
    await Promise.all(threads.map(endOf));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function endOf(thread: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    thread.once('message', () => resolve());
    thread.once('error', reject);
  });
}
