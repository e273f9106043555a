import type { Clock } from '../../platform/clock.ts';
import type { JsonClient } from '../../platform/http-client.ts';
import { officeRecordRoutes } from './office-records.ts';
import { createReportService } from './report-service.ts';
import { reportRoutes } from './routes.ts';

export function composeSettlement(parts: { settlementService: JsonClient; lookupKey: string; clock: Clock }) {
  return [...reportRoutes(createReportService(parts.settlementService)), ...officeRecordRoutes(parts)];
}
