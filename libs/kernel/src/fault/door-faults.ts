import { fault } from './fault-sentence.js';

/** What the door refuses by the look of a request, before any service has it. */
export const doorFaults = {
  ROUTE_NOT_FOUND: fault(
    'NOT_FOUND',
    'Nothing is served at {route}: the API is at /graphql.',
    '{route} 没有内容：接口地址为 /graphql。',
  ),
  QUERY_INVALID: fault(
    'BAD_USER_INPUT',
    'The GraphQL request is not valid: {problem}',
    'GraphQL 请求无效：{problem}',
  ),
  INTROSPECTION_DISABLED: fault(
    'BAD_USER_INPUT',
    'The live environment does not show its schema: read it in the sandbox, where it is the same.',
    '生产环境不提供模式内省：请在沙箱环境读取，两者相同。',
  ),
  PERSISTED_QUERY_NOT_FOUND: fault(
    'BAD_USER_INPUT',
    // The very word by which clients of automatic persisted queries know that they must send the text.
    'PersistedQueryNotFound',
    '未找到该哈希对应的操作：请连同操作文本一起发送。',
  ),
  PERSISTED_QUERY_MISMATCH: fault(
    'BAD_USER_INPUT',
    'The hash is not the SHA-256 of the operation that came with it.',
    '哈希与所附操作文本的 SHA-256 不一致。',
  ),
  OPERATION_NOT_REGISTERED: fault(
    'FORBIDDEN',
    'Your tenant runs registered operations only, and this one is not: register it with registerOperations.',
    '本机构只允许执行已登记的操作：请先用 registerOperations 登记。',
  ),
  LIST_TOO_LONG: fault(
    'LIMIT_EXCEEDED',
    '{list} holds more than {limit}: ask for a part of it, such as a shorter period.',
    '{list} 超过 {limit} 条：请缩小查询范围（例如缩短期间）。',
  ),
  BODY_TOO_LARGE: fault(
    'BAD_USER_INPUT',
    'The request body is larger than {limitBytes} bytes: send smaller batches.',
    '请求体超过 {limitBytes} 字节：请分批发送。',
  ),
  RATE_LIMITED: fault(
    'RATE_LIMITED',
    'Too many requests: try again in {retryAfterSeconds} s.',
    '请求过多：请在 {retryAfterSeconds} 秒后重试。',
  ),
  TOO_MANY_STREAMS: fault(
    'RATE_LIMITED',
    'There are {limit} subscriptions already: end one before beginning another.',
    '已有 {limit} 个订阅：请先结束其中一个再新建。',
  ),
  QUERY_TOO_DEEP: fault(
    'QUERY_TOO_COMPLEX',
    'The query is nested more than {limit} levels deep.',
    '查询嵌套超过 {limit} 层。',
  ),
  QUERY_TOO_LARGE: fault(
    'QUERY_TOO_COMPLEX',
    'The query has more than {limit} {what}.',
    '查询的 {what} 超过 {limit}。',
  ),
  QUERY_TOO_COSTLY: fault(
    'QUERY_TOO_COMPLEX',
    'The operation can cost {requested} points, and one request at most {limit}: ask for smaller pages or fewer nested lists.',
    '该操作最多需 {requested} 点，单次请求上限为 {limit} 点：请减小分页或减少嵌套列表。',
  ),
} as const;
