import type { PrismaClient } from '../../generated/engine/client.ts';

/** A case for each so many tasks: what a task is filed under does not matter to its queue. */
const tasksOfACase = 100;

/**
 * Tasks of a province in a bad month: half of them ready, a tenth in hand, the rest done. Three regions, of which
 * Rizhao has most, forty hospitals, three priorities, deadlines from a month ago to a month ahead, and some that
 * somebody is barred from. The same number gives the same tasks.
 */
export async function fillWithTasks(prisma: PrismaClient, tasks: number): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO "Submission" ("id", "clientId", "idempotencyKey", "bodyHash", "region", "channel", "policyVersionId",
      "personId", "applicantSealed", "receivedAt")
    SELECT gen_random_uuid(), 'bench', 'bench', '', 'rizhao', 'online', "id", gen_random_uuid(), '', now()
    FROM "PolicyVersion" WHERE "pack" = 'rizhao-shandong-2020' LIMIT 1`;
  await prisma.$executeRaw`
    INSERT INTO "Subject" ("id", "kind", "region")
    SELECT md5('case' || n)::uuid, 'case', 'rizhao' FROM generate_series(0,
      ${Math.ceil(tasks / tasksOfACase)}::int) AS n`;
  await prisma.$executeRaw`
    INSERT INTO "ApplicationCase" ("id", "submissionId", "ordinal", "personId", "region", "disease", "sensitive",
      "kind",
      "insuranceType", "procedure", "status", "stage", "holdsPlace", "receivedAt")
    SELECT md5('case' || n)::uuid, "Submission"."id", n, md5('person' || n)::uuid, 'rizhao', 'malignantTumor',
      false, 'initial',
      'resident', 'immediate', 'open', 'awaitingOfficer', true, now()
    FROM "Submission", generate_series(0, ${Math.ceil(tasks / tasksOfACase)}::int) AS n`;
  await prisma.$executeRaw`
    INSERT INTO "Task" ("id", "subjectId", "policyVersionId", "workflowId", "kind", "region", "institution",
      "candidate", "queue", "state", "assignee", "majorPriority", "minorPriority", "barred", "createdAt",
        "claimedAt", "dueAt", "warnedAt", "completedAt", "completedBy", "open")
    SELECT md5('task' || n)::uuid, md5('case' || n / ${tasksOfACase}::int)::uuid,
      (SELECT min("id") FROM "PolicyVersion"), 'application/bench', "kind", "region", "institution", "candidate",
      concat_ws('/', "candidate", "region", CASE WHEN "atInstitution" THEN "institution" ELSE '-' END, '-'),
      "state", CASE WHEN "state" <> 'ready' THEN "holder" END, 10 * (1 + n % 3), 1 + n % 4,
      CASE WHEN n % 20 = 0 THEN jsonb_build_object('officer-' || n / 20 % 50, 'entered') ELSE '{}' END,
      "dueAt" - interval '5 days', CASE WHEN "state" <> 'ready' THEN "dueAt" - interval '3 days' END, "dueAt",
      CASE WHEN n % 50 = 0 THEN "dueAt" - interval '1 day' END,
      CASE WHEN "state" = 'completed' THEN "dueAt" - interval '1 hour' END,
      CASE WHEN "state" = 'completed' THEN "holder" END, '[]'
    FROM (
      SELECT n, "kind", "candidate", "atInstitution",
        (ARRAY['rizhao', 'rizhao', 'rizhao', 'xx-county', 'yangzhou'])[1 + n % 5] AS "region",
        'hospital-' || n % 40 AS "institution", 'officer-' || n % 500 AS "holder",
        CASE WHEN h < 50 THEN 'ready' WHEN h < 60 THEN 'claimed' ELSE 'completed' END AS "state",
        now() + make_interval(mins => ((n::bigint * 7919) % 86400)::int - 43200) AS "dueAt"
      FROM (SELECT n, (n * 37) % 100 AS h, 1 + (n * 13) % 10 AS k FROM generate_series(1, ${tasks}::int) AS n)
      JOIN (VALUES (1, 'officerDecision', 'handlingOfficer', false), (2, 'officerDecision', 'handlingOfficer', false),
        (3, 'officerDecision', 'handlingOfficer', false), (4, 'acceptance', 'handlingOfficer', false),
        (5, 'acceptance', 'handlingOfficer', false), (6, 'departmentReview', 'departmentReviewer', true),
        (7, 'departmentReview', 'departmentReviewer', true), (8, 'confirmation', 'confirmingOfficer', true),
        (9, 'confirmation', 'confirmingOfficer', true), (10, 'visitReport', 'visitTeam', false))
        AS kinds(k, "kind", "candidate", "atInstitution") USING (k))`;
  await prisma.$executeRaw`VACUUM (ANALYZE) "Task"`;
}

const judgesOfAMember = 2;
const experts = 200;

/**
 * A round of Rizhao that is being voted on: two experts of two hundred are asked for each of its members, whose cases
 * have places in the queues as tasks have them; a tenth of the ballots has been cast.
 */
export async function fillWithBallots(prisma: PrismaClient, ballots: number): Promise<void> {
  const members = Math.ceil(ballots / judgesOfAMember);
  await prisma.$executeRaw`
    INSERT INTO "Subject" ("id", "kind", "region")
    SELECT md5('round')::uuid, 'round', 'rizhao'
    UNION ALL SELECT md5('member' || n)::uuid, 'case', 'rizhao' FROM generate_series(1, ${members}::int) AS n`;
  await prisma.$executeRaw`
    INSERT INTO "ApplicationCase" ("id", "submissionId", "ordinal", "personId", "region", "disease", "sensitive",
      "kind",
      "insuranceType", "procedure", "status", "stage", "holdsPlace", "receivedAt", "majorPriority", "minorPriority")
    SELECT md5('member' || n)::uuid, "Submission"."id", 1000000 + n, md5('judged' || n)::uuid, 'rizhao',
      'hypertensionComplicated', false, 'initial', 'resident', 'monthlyBatch', 'open', 'awaitingBatch', true, now(),
      10 * (1 + n % 3), 1 + n % 4
    FROM "Submission", generate_series(1, ${members}::int) AS n`;
  await prisma.$executeRaw`
    INSERT INTO "BatchRound" ("id", "subjectId", "region", "code", "month", "kind", "state", "policyVersionId", "seed",
      "cutOffAt", "remindAt", "substituteAt", "closesAt", "openedAt", "openedBy")
    SELECT 'rizhao/2026-12', md5('round')::uuid, 'rizhao', '2026-12', '2026-12', 'scheduled', 'voting', min("id"),
      'bench',
      now(), now() + interval '5 days', now() + interval '7 days', now() + interval '9 days', now(), 'system'
    FROM "PolicyVersion"`;
  await prisma.$executeRaw`
    INSERT INTO "RoundMember" ("roundId", "caseId", "opening", "workflowId", "judges", "called", "state")
    SELECT 'rizhao/2026-12', md5('member' || n)::uuid, 0, 'application/bench',
      ARRAY['expert-' || n % ${experts}::int, 'expert-' || (n + 7) % ${experts}::int], ${judgesOfAMember}::int,
        'judging'
    FROM generate_series(1, ${members}::int) AS n`;
  await prisma.$executeRaw`
    INSERT INTO "BallotAssignment" ("roundId", "caseId", "subject", "ordinal", "cause", "state", "calledAt")
    SELECT 'rizhao/2026-12', md5('member' || n)::uuid, 'expert-' || (n + 7 * place) % ${experts}::int, place, 'drawn',
      CASE WHEN n % 10 = 0 THEN 'cast' ELSE 'waiting' END, now()
    FROM generate_series(1, ${members}::int) AS n, generate_series(0, ${judgesOfAMember - 1}::int) AS place`;
  await prisma.$executeRaw`VACUUM (ANALYZE) "ApplicationCase", "RoundMember", "BallotAssignment", "BatchRound"`;
}

/** People to be sought out in three regions: half of them have one of three hundred helpers, a tenth is done. */
export async function fillWithContacts(prisma: PrismaClient, contacts: number): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO "Subject" ("id", "kind")
    SELECT md5('sought' || n)::uuid, 'person' FROM generate_series(1, ${contacts}::int) AS n`;
  await prisma.$executeRaw`
    INSERT INTO "OutreachContact" ("id", "personId", "region", "personSealed", "disease", "sensitive", "insuranceType",
      "cause", "policyVersionId", "state", "openedAt", "helper", "contactBy")
    SELECT md5('contact' || n)::uuid, md5('sought' || n)::uuid,
      (ARRAY['rizhao', 'rizhao', 'rizhao', 'xx-county', 'yangzhou'])[1 + n % 5], '', 'malignantTumor', false,
        'resident',
      'treated', (SELECT min("id") FROM "PolicyVersion"), CASE WHEN n % 10 = 0 THEN 'closed' ELSE 'open' END,
      now() - make_interval(mins => ((n::bigint * 7919) % 43200)::int),
      CASE WHEN n % 2 = 0 THEN 'helper-' || n / 2 % 300 END, CASE WHEN n % 2 = 0 THEN current_date + n % 30 END
    FROM generate_series(1, ${contacts}::int) AS n`;
  await prisma.$executeRaw`VACUUM (ANALYZE) "OutreachContact", "Subject"`;
}
