import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { DocumentStore } from '../../platform/documents/document-store.ts';
import { documentRoutes } from './routes.ts';

interface DocumentParts {
  prisma: PrismaClient;
  clock: Clock;
  documents: DocumentStore;
}

export function composeDocuments({ prisma, clock, documents: store }: DocumentParts) {
  return documentRoutes({ prisma, clock, store });
}
