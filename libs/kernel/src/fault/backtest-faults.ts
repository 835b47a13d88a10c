import { fault } from './fault-sentence.js';

/** What a backtest refuses of the past applications that it is given. */
export const backtestFaults = {
  APPLICATION_COLUMN_MISSING: fault(
    'BAD_USER_INPUT',
    'There is no column {column} for {reader}: add it, or name the right one of {known}.',
    '缺少列 {column}（{reader} 需要读取）：请添加该列，或从以下列中指定：{known}。',
  ),
  APPLICATION_COLUMN_TWICE: fault(
    'BAD_USER_INPUT',
    'The column {column} stands there twice: give each column its own name and its own use.',
    '列 {column} 重复出现：请为每一列使用不同的名称和用途。',
  ),
  APPLICATION_COLUMN_LATE: fault(
    'BAD_USER_INPUT',
    'The strategy reads the column {column}, which says {use} and was not known at the decision: take it out of the strategy.',
    '策略读取了列 {column}，该列表示{useZh}，在决策时尚不可知：请从策略中移除。',
  ),
  APPLICATION_CELL_INVALID: fault(
    'BAD_USER_INPUT',
    'Row {row}, column {column}: "{cell}" {problem}.',
    '第 {row} 行 {column} 列的“{cell}”不符合要求（{problem}）。',
  ),
  BACKTEST_SEGMENTS_TOO_MANY: fault(
    'LIMIT_EXCEEDED',
    'The segment {column} has more than {most} values: put its values into classes first.',
    '分组列 {column} 的取值超过 {most} 个：请先将取值归类。',
  ),
  BACKTESTS_TOO_MANY: fault(
    'LIMIT_EXCEEDED',
    '{most} backtests are running: wait until one has ended, or cancel one (cancelBacktest).',
    '已有 {most} 个回测正在运行：请等待其中一个结束，或将其取消（cancelBacktest）。',
  ),
  BACKTEST_OUT_OF_TIME: fault(
    'LIMIT_EXCEEDED',
    'The backtest took longer than {minutes} minutes: choose a shorter period, or make the strategy faster.',
    '回测超过 {minutes} 分钟仍未完成：请缩短时间范围，或简化策略以加快运行。',
  ),
  BACKTEST_BROKEN_OFF: fault(
    'INTERNAL',
    'The backtest was broken off {times} times and is not begun again: start it anew.',
    '回测已中断 {times} 次，不再自动重试：请重新发起。',
  ),
} as const;
