import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { searchAttributes } from '../../stack/temporal-server.ts';

/** Workers poll queues of fixed names, so that each app on the run's Temporal has a namespace of its own. */
export async function createNamespace(prefix: string): Promise<string> {
  const namespace = `${prefix}-${randomUUID().slice(0, 8)}`;
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  try {
    const workflowExecutionRetentionPeriod = { seconds: 86_400 as never };
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
    const types = Object.entries(searchAttributes).map(([name, type]) => [name, indexedValueTypes[type]]);
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(types) });
    return namespace;
  } finally {
    await connection.close();
  }
}

/** Temporal's IndexedValueType. */
const indexedValueTypes = { Keyword: 2, Datetime: 6 } as const;
