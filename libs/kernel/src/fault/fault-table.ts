import { fault, type FaultSentence } from './fault-sentence.js';
import { backtestFaults } from './backtest-faults.js';
import { doorFaults } from './door-faults.js';
import { eventFaults } from './event-faults.js';
import { ledgerFaults } from './ledger-faults.js';
import { lenderFaults } from './lender-faults.js';
import { lendingFaults } from './lending-faults.js';
import { pipelineFaults } from './pipeline-faults.js';
import { placeFaults } from './place-faults.js';
import { tenantFaults } from './tenant-faults.js';
import { wordsFaults } from './words-faults.js';

/** Every stable error code of the product with its sentences. `docs/errors.md` is this table as a page. */
export const faultTable = {
  TOKEN_MISSING: fault(
    'UNAUTHENTICATED',
    'No bearer token: send "Authorization: Bearer <access token>".',
    '缺少访问令牌：请发送 “Authorization: Bearer <访问令牌>”。',
  ),
  TOKEN_INVALID: fault(
    'UNAUTHENTICATED',
    'The access token is not valid here ({cause}): ask the identity provider for a new one.',
    '访问令牌无效（{cause}）：请向身份服务重新获取。',
  ),
  TOKEN_EXPIRED: fault(
    'UNAUTHENTICATED',
    'The access token has expired: ask the identity provider for a new one.',
    '访问令牌已过期：请向身份服务重新获取。',
  ),
  FORBIDDEN: fault(
    'FORBIDDEN',
    'Your roles do not permit {permission}: ask an owner of your tenant.',
    '您的角色没有 {permission} 权限：请联系本机构的所有者。',
  ),
  SANDBOX_ONLY: fault(
    'FORBIDDEN',
    '{what} is possible in the sandbox environment only.',
    '{what} 仅可在沙箱环境使用。',
  ),
  FOUR_EYES: fault(
    'FORBIDDEN',
    'The author can not approve: another person has to.',
    '提交人不能审批：须由另一人审批。',
  ),
  APPROVAL_NEEDED: fault(
    'FORBIDDEN',
    '{operation} needs another person here: have {approvalId} approved with approveOperation, then repeat this request.',
    '此处执行 {operation} 须由另一人审批：请他人以 approveOperation 批准 {approvalId} 后重新提交本请求。',
  ),
  LAST_OWNER: fault(
    'CONFLICT',
    'The last owner who can sign in stays an owner: make another one first.',
    '必须保留至少一位可登录的所有者：请先指定另一位所有者。',
  ),
  OWN_ACCOUNT: fault(
    'FORBIDDEN',
    'Nobody raises their own rights: another owner has to.',
    '不能提升自己的权限：须由另一位所有者操作。',
  ),
  NOT_FOUND: fault(
    'NOT_FOUND',
    'No {what} with id {id}: check the id.',
    '未找到 {what}（{id}）：请核对编号。',
  ),
  INPUT_INVALID: fault('BAD_USER_INPUT', '{problem}.', '输入有误：{problem}。'),
  IDENTIFIER_INVALID: fault(
    'BAD_USER_INPUT',
    "It can be nobody's {what}: check its digits (phone: E.164 or a Chinese mobile number; identityNumber: GB 11643; unifiedSocialCreditCode: GB 32100).",
    '{what} 不符合规则：请核对（手机号：E.164 或中国大陆手机号；身份证号：GB 11643；统一社会信用代码：GB 32100）。',
  ),
  CURRENCY_UNKNOWN: fault(
    'BAD_USER_INPUT',
    '"{currency}" is not an ISO 4217 currency code.',
    '“{currency}” 不是 ISO 4217 货币代码。',
  ),
  CURRENCY_MISMATCH: fault(
    'BAD_USER_INPUT',
    'The amount is in {actual}, but {expected} is needed here.',
    '金额币种为 {actual}，此处应为 {expected}。',
  ),
  AMOUNT_MALFORMED: fault(
    'BAD_USER_INPUT',
    '"{amount}" is not a decimal amount such as "1200.50".',
    '“{amount}” 不是形如 “1200.50” 的金额。',
  ),
  AMOUNT_TOO_PRECISE: fault(
    'BAD_USER_INPUT',
    '{amount} has more than the {decimals} decimals that {currency} has.',
    '{amount} 的小数位多于 {currency} 的 {decimals} 位。',
  ),
  AMOUNT_TOO_LARGE: fault('BAD_USER_INPUT', 'The amount {amount} is too large.', '金额 {amount} 过大。'),
  AMOUNT_NOT_POSITIVE: fault('BAD_USER_INPUT', 'The amount must be greater than zero.', '金额必须大于零。'),
  RATE_MALFORMED: fault(
    'BAD_USER_INPUT',
    '"{rate}" is not a decimal rate such as "0.0005".',
    '“{rate}” 不是形如 “0.0005” 的利率。',
  ),
  DATE_MALFORMED: fault(
    'BAD_USER_INPUT',
    '"{date}" is not a day of the form YYYY-MM-DD.',
    '“{date}” 不是 YYYY-MM-DD 格式的有效日期。',
  ),
  INSTANT_MALFORMED: fault(
    'BAD_USER_INPUT',
    '"{instant}" is not an RFC 3339 time with its offset, such as "2026-11-22T08:00:00Z".',
    '“{instant}” 不是带时区的 RFC 3339 时间，例如 “2026-11-22T08:00:00Z”。',
  ),
  TIME_ZONE_UNKNOWN: fault(
    'BAD_USER_INPUT',
    '"{timeZone}" is not an IANA time zone such as "Asia/Shanghai".',
    '“{timeZone}” 不是 IANA 时区，例如 “Asia/Shanghai”。',
  ),
  CURSOR_INVALID: fault(
    'BAD_USER_INPUT',
    'The cursor is not one that this list gave out.',
    '该游标不是由此列表生成的。',
  ),
  PAGE_SIZE_INVALID: fault(
    'BAD_USER_INPUT',
    'Ask for {lowest} to {highest} items with "first" or "last", not both.',
    '请用 “first” 或 “last” 之一请求 {lowest} 至 {highest} 项。',
  ),
  MODEL_INVALID: fault(
    'BAD_USER_INPUT',
    'The model can not be used: {problem}.',
    '模型无法使用：{problem}。',
  ),
  STRATEGY_INVALID: fault(
    'BAD_USER_INPUT',
    'The strategy can not be used: {problem}.',
    '策略无法使用：{problem}。',
  ),
  INDICATOR_UNKNOWN: fault(
    'BAD_USER_INPUT',
    'There is no indicator "{indicator}": {problem}.',
    '没有指标 “{indicator}”：{problem}。',
  ),
  NETWORK_VERTEX_UNKNOWN: fault(
    'BAD_USER_INPUT',
    'An edge names the vertex {vertex}, which the network does not have: name it among the vertices.',
    '边中的顶点 {vertex} 不在网络中：请把它列入顶点。',
  ),
  NETWORK_TEXT_MALFORMED: fault(
    'BAD_USER_INPUT',
    'Line {line} can not be read: {problem}.',
    '第 {line} 行无法读取：{problem}。',
  ),
  NETWORK_TOO_LARGE: fault(
    'LIMIT_EXCEEDED',
    'A network of {vertices} vertices is too large for one machine, at most {most}: split it, or use a distributed engine.',
    '网络有 {vertices} 个顶点，超过单机上限 {most}：请拆分，或使用分布式引擎。',
  ),
  DATA_NAME_UNKNOWN: fault(
    'BAD_USER_INPUT',
    'Nobody has said which category of personal data "{name}" ({what}) is: declare it with declareDataNames.',
    '“{name}”（{what}）尚未归类为任何个人信息类别：请先用 declareDataNames 声明。',
  ),
  CONSENT_TEXT_UNKNOWN: fault(
    'BAD_USER_INPUT',
    'There is no published text "{version}" for {purpose}: publish it with publishConsentText.',
    '{purpose} 没有已发布的授权文本 “{version}”：请先用 publishConsentText 发布。',
  ),
  ALREADY_EXISTS: fault('CONFLICT', 'There is a {what} "{name}" already.', '{what} “{name}” 已存在。'),
  STATE_CONFLICT: fault(
    'CONFLICT',
    'The {what} is {status}: {needed} is needed for this.',
    '{what} 当前状态为 {status}，此操作需要 {needed}。',
  ),
  ...doorFaults,
  ...tenantFaults,
  ...lenderFaults,
  ...lendingFaults,
  ...pipelineFaults,
  ...placeFaults,
  ...ledgerFaults,
  ...wordsFaults,
  ...backtestFaults,
  ...eventFaults,
  IDEMPOTENCY_CONFLICT: fault(
    'IDEMPOTENCY_CONFLICT',
    'This idempotency key was used with another body: use a new key for a new request.',
    '该幂等键已用于不同内容的请求：新请求请用新的幂等键。',
  ),
  BATCH_TOO_LARGE: fault(
    'LIMIT_EXCEEDED',
    'A batch may hold at most {limit} items.',
    '每批最多 {limit} 项。',
  ),
  CONSENT_REQUIRED: fault(
    'CONSENT_REQUIRED',
    'The borrower has given no consent for {purpose}: record it with grantConsent.',
    '借款人尚未就 {purpose} 授权：请先用 grantConsent 记录授权。',
  ),
  CONSENT_WITHDRAWN: fault(
    'CONSENT_REQUIRED',
    'The borrower no longer agrees to the use of these data ({categories}): leave them out.',
    '借款人已撤回对此类数据（{categories}）的授权：请勿发送。',
  ),
  QUOTA_USED_UP: fault(
    'RATE_LIMITED',
    'The {limit} points of today are used up: they are there again at midnight UTC.',
    '今日的 {limit} 点配额已用完：将于 UTC 零点恢复。',
  ),
  SERVICE_UNAVAILABLE: fault(
    'UNAVAILABLE',
    'The {service} service does not answer at present: try again with the same idempotency key.',
    '{service} 服务暂时无响应：请用相同的幂等键重试。',
  ),
  KEYS_UNAVAILABLE: fault(
    'UNAVAILABLE',
    'The keys that protect the data can not be reached at present ({cause}): nothing is stored or read without them; try again later.',
    '数据保护密钥暂时不可用（{cause}）：没有密钥不会读写数据，请稍后重试。',
  ),
  DATA_UNREADABLE: fault(
    'INTERNAL',
    'Protected data can not be opened ({cause}): its key was destroyed, or it is not what was stored.',
    '受保护的数据无法解密（{cause}）：密钥已销毁，或数据已被改动。',
  ),
  WRITE_CONTENTION: fault(
    'UNAVAILABLE',
    'Too many changes at once: try again with the same idempotency key.',
    '并发修改过多：请用相同的幂等键重试。',
  ),
  REQUEST_TIMED_OUT: fault(
    'UNAVAILABLE',
    'There is no answer after {seconds} s: ask what became of it, or try again with the same idempotency key.',
    '{seconds} 秒内没有结果：请查询其结果，或用相同的幂等键重试。',
  ),
  INTERNAL: fault(
    'INTERNAL',
    'Something went wrong on our side; it has been recorded under the trace id.',
    '系统内部错误，已按追踪编号记录。',
  ),
} as const satisfies Record<string, FaultSentence>;

/** The stable code of an exact cause. */
export type FaultReason = keyof typeof faultTable;
