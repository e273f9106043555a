import type { PersonalReads } from '../../store/reads/reads.ts';
import { readRoutes } from './routes.ts';
import { createReadSearch } from './search.ts';

interface ReadParts {
  personalReads: PersonalReads;
  lookupKey: string;
}

/** 查阅记录: who looked at whom. */
export function composeReads({ personalReads: reads, lookupKey }: ReadParts) {
  return readRoutes(createReadSearch({ reads, lookupKey }));
}
