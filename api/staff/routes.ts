import { z } from 'zod';
import { roles } from '../../domain/access/grants.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { dayOf } from '../../store/rows.ts';
import type { Absence } from '../../store/staff/absences.ts';
import type { Member } from '../../store/staff/staff-members.ts';
import { decodeValues, encodeValues, pageBy, pageQuery } from '../http/cursor.ts';
import { properName } from '../../domain/written-text.ts';
import { route } from '../http/route.ts';
import type { AbsenceDesk } from './absences.ts';
import type { StaffRegister } from './register.ts';

interface Dependencies {
  register: StaffRegister;
  absences: AbsenceDesk;
}

const name = z.string().trim().min(1).max(200);

const memberEntry = z
  .strictObject({
    roles: z.array(z.enum(roles)).min(1),
    regions: z.array(name).min(1).describe('Codes, or `*` for every region'),
    institution: name.optional(),
    department: properName(200).optional().describe('科室'),
    specialties: z.array(name).default([]),
    active: z.boolean().default(true).describe('false: nothing is given to them any more'),
  })
  .meta({ id: 'StaffEntry' });

const staffMember = z
  .object({
    subject: z.string(),
    roles: z.array(z.enum(roles)),
    regions: z.array(z.string()),
    institution: z.string().nullable(),
    department: z.string().nullable(),
    specialties: z.array(z.string()),
    active: z.boolean(),
    updatedAt: z.iso.datetime(),
    updatedBy: z.string(),
  })
  .meta({ id: 'StaffMember' });

const absenceEntry = z
  .strictObject({
    subject: name.describe('Who is away'),
    substitute: name,
    region: name,
    from: z.iso.date().describe('First day, in the time zone of the region'),
    until: z.iso.date().describe('Last day'),
  })
  .meta({ id: 'AbsenceEntry' });

const absence = z
  .object({
    id: z.uuid(),
    subject: z.string(),
    substitute: z.string(),
    region: z.string(),
    from: z.iso.date(),
    until: z.iso.date(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Absence' });

const subject = z.object({ subject: name });

export function staffRoutes({ register, absences }: Dependencies) {
  return [
    route({
      method: 'get',
      path: '/v1/staff',
      operationId: 'listStaff',
      summary: 'The staff register of the caller’s regions, by name',
      tags: ['staff'],
      access: 'manageStaff',
      discloses: 'nothing',
      query: z.object({
        region: z.string().optional(),
        role: z.enum(roles).optional(),
        institution: z.string().optional(),
        trainedIn: z.string().optional().describe('Topic of a training 培训 that counts today'),
        ...pageQuery,
      }),
      replies: {
        200: {
          description: 'One page',
          schema: z.object({ items: z.array(staffMember), next: z.string().nullable() }).meta({ id: 'StaffPage' }),
        },
      },
      async handle({ query: { cursor, limit, ...filter }, caller }) {
        const [after] = cursor === undefined ? [] : decodeValues(cursor, z.tuple([z.string()]));
        const members = await register.list(filter, caller, limit, after);
        const { items, next } = pageBy(members, limit, (member) => encodeValues([member.subject]));
        return { status: 200, body: { items: items.map(memberView), next } };
      },
    }),

    route({
      method: 'get',
      path: '/v1/staff/{subject}',
      operationId: 'getStaffMember',
      summary: 'One entry of the staff register',
      tags: ['staff'],
      access: 'manageStaff',
      discloses: 'nothing',
      params: subject,
      replies: { 200: { description: 'The entry', schema: staffMember } },
      async handle({ params, caller }) {
        return { status: 200, body: memberView(await register.get(params.subject, caller)) };
      },
    }),

    route({
      method: 'put',
      path: '/v1/staff/{subject}',
      operationId: 'putStaffMember',
      summary: 'Enter somebody, or change the entry',
      description: 'So that work can be given to them. What they may do, their token says.',
      tags: ['staff'],
      access: 'manageStaff',
      discloses: 'nothing',
      params: subject,
      body: memberEntry,
      replies: { 200: { description: 'The entry as it stands', schema: staffMember } },
      async handle({ params, body, caller }) {
        return { status: 200, body: memberView(await register.put(params.subject, body, caller)) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/absences',
      operationId: 'listAbsences',
      summary:
        'Absences that are not over: one’s own, those one stands in for, and those of the regions one supervises',
      tags: ['staff'],
      access: 'manageAbsence',
      discloses: 'nothing',
      replies: {
        200: { description: 'All of them', schema: z.object({ items: z.array(absence) }).meta({ id: 'Absences' }) },
      },
      async handle({ caller }) {
        return { status: 200, body: { items: (await absences.list(caller)).map(absenceView) } };
      },
    }),

    route({
      method: 'post',
      path: '/v1/absences',
      operationId: 'declareAbsence',
      summary: 'Somebody is away, and a colleague stands in',
      description:
        'From the first to the last day, both included, the substitute has the tasks that the absent colleague holds.',
      tags: ['staff'],
      access: 'manageAbsence',
      discloses: 'nothing',
      body: absenceEntry,
      replies: { 201: { description: 'Declared', schema: absence } },
      async handle({ body: { from, until, ...who }, caller }) {
        const declared = await absences.declare({ ...who, from: from as PlainDate, until: until as PlainDate }, caller);
        return { status: 201, body: absenceView(declared) };
      },
    }),

    route({
      method: 'delete',
      path: '/v1/absences/{id}',
      operationId: 'endAbsence',
      summary: 'The colleague is back, or does not go',
      tags: ['staff'],
      access: 'manageAbsence',
      discloses: 'nothing',
      params: z.object({ id: z.uuid() }),
      replies: { 204: { description: 'Nobody stands in any more' } },
      async handle({ params, caller }) {
        await absences.end(params.id, caller);
        return { status: 204 };
      },
    }),
  ];
}

function memberView({ roles: held, updatedAt, ...rest }: Member) {
  return { ...rest, roles: [...held], updatedAt: updatedAt.toISOString() };
}

function absenceView({ id, subject: who, substitute, region, from, until, createdBy, createdAt }: Absence) {
  return {
    id,
    subject: who,
    substitute,
    region,
    createdBy,
    from: dayOf(from),
    until: dayOf(until),
    createdAt: createdAt.toISOString(),
  };
}
