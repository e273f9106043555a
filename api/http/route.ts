import { z } from 'zod';
import type { Caller, Operation } from '../../domain/access/access.ts';
import { declareRoutes } from '../../platform/http/route.ts';

/** Routes of this API: access is an operation of the table in domain/access.ts. */
export const route = declareRoutes<Operation, Caller>();

/** Texts for people come in the language asked for; Chinese where nothing else is. */
export const languageHeader = z.object({ 'accept-language': z.string().optional() });
