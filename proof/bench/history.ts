import type { Client } from '@temporalio/client';

export interface HistoryFigures {
  readonly events: number;
  readonly workflowTasks: number;
  readonly payloadBytes: number;
}

/** What a workflow left in its history, once it has ended. */
export async function historyFigures(client: Client, workflowId: string): Promise<HistoryFigures> {
  const handle = client.workflow.getHandle(workflowId);
  await handle.result();
  const { events } = await handle.fetchHistory();
  const workflowTasks = events!.filter(({ workflowTaskCompletedEventAttributes: completed }) => completed).length;
  return { events: events!.length, workflowTasks, payloadBytes: payloadBytes(events) };
}

/** Payloads lie wherever the protocol puts them: known by their metadata. */
function payloadBytes(value: unknown): number {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return 0;
  const { metadata, data } = value as { metadata?: unknown; data?: unknown };
  if (metadata && data instanceof Uint8Array) return data.length;
  return Object.values(value).reduce((sum: number, part) => sum + payloadBytes(part), 0);
}
