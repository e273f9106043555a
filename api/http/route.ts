import type { Caller } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import { declareRoutes, type Route } from '../../platform/http/route.ts';
import type { Disclosing } from './disclosing.ts';

/**
 * Routes of this API: access is an operation of the table in domain/access/grants.ts, and each says what its answers
 * disclose of people.
 */
export const route = declareRoutes<Operation, Caller, Disclosing>();

export type ApiRoute = Route<Operation, Caller> & Disclosing;
