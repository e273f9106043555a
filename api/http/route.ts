import type { Caller, Operation } from '../../domain/access/access.ts';
import { declareRoutes } from '../../platform/http/route.ts';

/** Routes of this API: access is an operation of the table in domain/access/access.ts. */
export const route = declareRoutes<Operation, Caller>();
