/** How draws and what was drawn are named in paths, and how lists of them come. */
import { z } from 'zod';

export const drawPath = '/v1/sampling/draws/{region}/{code}';
export const drawName = z.object({ region: z.string(), code: z.string() });
export const sampledName = drawName.extend({ id: z.uuid() });

export function pageOf(item: z.ZodType, id: string) {
  return z.object({ items: z.array(item), next: z.string().nullable() }).meta({ id });
}

export function linkTo(drawId: string, caseId?: string): string {
  const draw = `/v1/sampling/draws/${drawId}`;
  return caseId === undefined ? draw : `${draw}/cases/${caseId}`;
}
