import { fault } from './fault-sentence.js';

/** What is refused of the ways in which a bank's applications are decided. */
export const pipelineFaults = {
  PIPELINE_INVALID: fault(
    'BAD_USER_INPUT',
    'The pipeline can not be used: {problem}.',
    '决策流程无法使用：{problem}。',
  ),
  EXPERIMENT_INVALID: fault(
    'BAD_USER_INPUT',
    'The experiment can not be run: {problem}.',
    '实验无法运行：{problem}。',
  ),
} as const;
