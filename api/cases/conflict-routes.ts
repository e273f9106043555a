import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { conflictRules } from '../../domain/tasks/conflict-rules.ts';
import { declarableRules, type ConflictDesk } from './conflicts.ts';
import { route } from '../http/route.ts';

const params = z.object({ id: z.uuid() });

const entry = z
  .strictObject({ subject: z.string().trim().min(1).max(200), rule: z.enum(declarableRules) })
  .meta({ id: 'ConflictEntry' });

const conflicts = z
  .object({
    items: z.array(
      z.object({
        subject: z.string(),
        rule: z.enum(conflictRules),
        declaredBy: z.string(),
        declaredAt: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'Conflicts' });

export function conflictRoutes(desk: ConflictDesk) {
  return [
    route({
      method: 'get',
      path: '/v1/applications/{id}/conflicts',
      operationId: 'listConflicts',
      summary: 'Who must not take part in the case, and by which rule 回避',
      tags: ['applications'],
      access: 'declareConflict',
      discloses: 'nothing',
      params,
      replies: { 200: { description: 'As they were declared', schema: conflicts } },
      async handle({ params: { id }, caller }) {
        return { status: 200, body: await view(id, caller) };
      },
    }),

    route({
      method: 'post',
      path: '/v1/applications/{id}/conflicts',
      operationId: 'declareConflict',
      summary: 'Keep somebody from the case 回避',
      description: 'What they hold of it goes back to its queue.',
      tags: ['applications'],
      access: 'declareConflict',
      discloses: 'nothing',
      params,
      body: entry,
      replies: { 201: { description: 'All that are known', schema: conflicts } },
      async handle({ params: { id }, body, caller }) {
        await desk.declare(id, body, caller);
        return { status: 201, body: await view(id, caller) };
      },
    }),
  ];

  async function view(id: string, caller: Caller) {
    const rows = await desk.list(id, caller);
    return {
      items: rows.map(({ staff, rule, declaredBy, declaredAt }) => ({
        subject: staff,
        rule,
        declaredBy,
        declaredAt: declaredAt.toISOString(),
      })),
    };
  }
}
