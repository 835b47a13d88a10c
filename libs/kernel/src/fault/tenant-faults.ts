import { fault } from './fault-sentence.js';

/** What is refused because of how a tenant stands: a part of the one table of faults, `fault-table.ts`. */
export const tenantFaults = {
  TENANT_NOT_ACTIVE: fault(
    'FORBIDDEN',
    'The tenant is {status}: it must be ACTIVE for this.',
    '机构状态为 {status}：须为 ACTIVE 才能执行此操作。',
  ),
  TENANT_HAS_BUSINESS: fault(
    'CONFLICT',
    'The tenant has {loansOpen} loans that are not closed and {onTheirWay} on their way to its bank: let them end first.',
    '机构仍有 {loansOpen} 笔未结清的贷款、{onTheirWay} 笔在途放款：请待其结束。',
  ),
  KEEPER_NOT_PERMITTED: fault(
    'UNAVAILABLE',
    'The database does not let tenants be copied or erased: its administrator has to run {statement}.',
    '数据库不允许复制或删除机构数据：须由数据库管理员执行 {statement}。',
  ),
  TENANT_MOVING: fault(
    'UNAVAILABLE',
    "The tenant's data are being moved, which takes seconds: try again with the same idempotency key.",
    '机构数据正在迁移，需数秒：请用相同的幂等键重试。',
  ),
} as const;
