import type { Caller } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import { declareRoutes } from '../../platform/http/route.ts';

/** Routes of this API: access is an operation of the table in domain/access/grants.ts. */
export const route = declareRoutes<Operation, Caller>();
