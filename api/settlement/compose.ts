import type { JsonClient } from '../../platform/http-client.ts';
import { createReportService } from './report-service.ts';
import { reportRoutes } from './routes.ts';

export function composeSettlement({ settlementService }: { settlementService: JsonClient }) {
  return reportRoutes(createReportService(settlementService));
}
