import type { Provider } from '@nestjs/common';
import { EarlyWarningResolver } from './early-warning.resolver.js';
import { HearLending } from './hear-lending.js';
import { MonitorDay } from './monitor-day.js';
import { MonitorNews } from './monitor-news.js';
import { MonitoringRulesCache } from './monitoring-rules-cache.js';
import { MonitoringResolver } from './monitoring.resolver.js';
import { OrderChange } from './order-change.js';
import { PublishMonitoring } from './publish-monitoring.js';
import { ReadMonitoring } from './read-monitoring.js';
import { ReplayEarlyWarning } from './replay-early-warning.js';
import { WatchLine } from './watch-line.js';
import { WatchLines } from './watch-lines.js';

/** What watches lines, publishes its rules, and shows what was seen. */
export const monitoringProviders: readonly Provider[] = [
  ...[MonitoringResolver, PublishMonitoring, ReadMonitoring, MonitoringRulesCache],
  ...[EarlyWarningResolver, ReplayEarlyWarning],
  ...[WatchLine, WatchLines, OrderChange, MonitorDay, MonitorNews, HearLending],
];
