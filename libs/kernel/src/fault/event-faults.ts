import { fault } from './fault-sentence.js';

/** What taking in events refuses: a part of the one table of faults, `fault-table.ts`. */
export const eventFaults = {
  EVENT_IN_FUTURE: fault(
    'BAD_USER_INPUT',
    'An event at {at} has not happened yet: nothing later than {latest} is taken in; check its date and its offset.',
    '事件时间 {at} 尚未发生（最晚 {latest}）：请核对日期与时区。',
  ),
  EVENT_FIELD_INVALID: fault(
    'BAD_USER_INPUT',
    'The field "{field}" is not what version {version} of the kind {kind} says: it {problem}. The query eventKinds shows its schema.',
    '字段 “{field}” 不符合事件类型 {kind} 第 {version} 版的定义（{problem}）：可用 eventKinds 查询其结构。',
  ),
  EVENT_KIND_INVALID: fault(
    'BAD_USER_INPUT',
    'The schema can not be that of a kind of events: {problem}.',
    '该结构不能作为事件类型的定义：{problem}。',
  ),
  EVENT_KIND_INCOMPATIBLE: fault(
    'CONFLICT',
    'Events of version {version} of the kind {kind} would not fit any more: {problem}; add optional fields, or name another kind.',
    '事件类型 {kind} 第 {version} 版的事件将不再符合新定义（{problem}）：请只增加可选字段，或另立新类型。',
  ),
  CORRECTION_MISPLACED: fault(
    'BAD_USER_INPUT',
    'The event {eventId} is not of the borrower whose event corrects it: check both ids.',
    '被更正的事件 {eventId} 不属于该借款人：请核对两者编号。',
  ),
  UPLOAD_OFFSET_WRONG: fault(
    'CONFLICT',
    'The platform has {expected} bytes of the file: go on from there.',
    '平台已处理该文件的 {expected} 字节：请从该位置继续发送。',
  ),
} as const;
