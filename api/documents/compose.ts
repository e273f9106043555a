import type { Clock } from '../../platform/clock.ts';
import type { DocumentStore } from '../../platform/documents/document-store.ts';
import type { Uploads } from '../../store/documents/uploads.ts';
import { documentRoutes } from './routes.ts';

interface DocumentParts {
  uploads: Uploads;
  clock: Clock;
  documents: DocumentStore;
}

export function composeDocuments({ documents: store, ...parts }: DocumentParts) {
  return documentRoutes({ ...parts, store });
}
