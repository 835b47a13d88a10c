import { fault } from './fault-sentence.js';

/** What the reading of people's own texts refuses. */
export const wordsFaults = {
  TEXT_UNREADABLE: fault(
    'BAD_USER_INPUT',
    'The text can not be read: {problem}. Send it as Unicode (UTF-8).',
    '文本无法读取：{problem}。请以 Unicode（UTF-8）编码发送。',
  ),
  TEXT_TOO_LONG: fault(
    'LIMIT_EXCEEDED',
    'The text has {characters} characters, at most {most}: send it in parts, or only the latest.',
    '文本有 {characters} 个字符，上限为 {most}：请分段发送，或只发送最近的内容。',
  ),
} as const;
