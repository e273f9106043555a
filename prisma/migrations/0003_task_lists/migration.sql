-- DropIndex
DROP INDEX "Task_candidate_region_state_dueAt_idx";

-- CreateIndex
CREATE INDEX "Task_region_kind_state_dueAt_id_idx" ON "Task"("region", "kind", "state", "dueAt", "id");

-- CreateIndex
CREATE INDEX "Task_institution_kind_state_dueAt_id_idx" ON "Task"("institution", "kind", "state", "dueAt", "id");

-- CreateIndex
CREATE INDEX "TaskNote_documentId_idx" ON "TaskNote"("documentId");

-- AddForeignKey
ALTER TABLE "TaskNote" ADD CONSTRAINT "TaskNote_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- By hand: what the schema language cannot say.

-- "Next for me" may ask for one kind; the head of each kind in each queue is one place in this index.
DROP INDEX "task_queue_head";
CREATE INDEX "task_queue_head" ON "Task" ("queue", "kind", "majorPriority", "minorPriority", "dueAt", "id") WHERE "state" = 'ready';

-- Lists of what is ready stand in the order of the queue.
CREATE INDEX "task_ready_in_region" ON "Task" ("region", "kind", "majorPriority", "minorPriority", "dueAt", "id")
    WHERE "state" = 'ready';
CREATE INDEX "task_ready_at_institution" ON "Task" ("institution", "kind", "majorPriority", "minorPriority", "dueAt", "id")
    WHERE "state" = 'ready';

-- Few among many: what somebody should look at.
CREATE INDEX "task_attention" ON "Task" ("region", "kind", "state", "dueAt", "id")
    WHERE "warnedAt" IS NOT NULL OR "breachedAt" IS NOT NULL OR "escalatedAt" IS NOT NULL;

CREATE INDEX "task_event_transferred" ON "TaskEvent" ("at") WHERE "action" = 'transferred';

-- What happened to tasks, when and under whom: one line each; the figures are counted from these. `seconds` is what
-- they waited before they were claimed, and what they were in hand before they were completed.
CREATE VIEW "task_milestone" AS
    SELECT 'opened' AS "milestone", "createdAt" AS "at", "region", "institution", "kind", NULL AS "person",
        NULL::double precision AS "seconds", NULL::boolean AS "inTime"
    FROM "Task"
    UNION ALL
    SELECT 'claimed', "claimedAt", "region", "institution", "kind", "assignee",
        extract(epoch FROM "claimedAt" - "createdAt")::double precision, NULL
    FROM "Task" WHERE "claimedAt" IS NOT NULL
    UNION ALL
    SELECT 'completed', "completedAt", "region", "institution", "kind", "completedBy",
        extract(epoch FROM "completedAt" - "claimedAt")::double precision, "completedAt" <= "dueAt"
    FROM "Task" WHERE "state" = 'completed'
    UNION ALL
    SELECT 'breached', "breachedAt", "region", "institution", "kind", "assignee", NULL, NULL
    FROM "Task" WHERE "breachedAt" IS NOT NULL
    UNION ALL
    SELECT 'reassigned', "TaskEvent"."at", "region", "institution", "kind", "TaskEvent"."assignee", NULL, NULL
    FROM "TaskEvent" JOIN "Task" ON "Task"."id" = "taskId" WHERE "action" = 'transferred';

-- Figures of each month of the offices' calendar, in each region: `groupedBy` all = a line for each institution, kind and
-- person; otherwise for the one it names, the others added up. What is asked of `groupedBy`, month and region is asked
-- before anything is counted.
CREATE VIEW "task_figures" AS
    SELECT "groupedBy", "month", "region",
        CASE WHEN "byInstitution" THEN "institution" END AS "institution",
        CASE WHEN "byKind" THEN "kind" END AS "kind",
        CASE WHEN "byPerson" THEN "person" END AS "person",
        count(*) FILTER (WHERE "milestone" = 'opened')::int AS "opened",
        count(*) FILTER (WHERE "milestone" = 'completed')::int AS "completed",
        count(*) FILTER (WHERE "milestone" = 'completed' AND "inTime")::int AS "withinDeadline",
        count(*) FILTER (WHERE "milestone" = 'breached')::int AS "breached",
        count(*) FILTER (WHERE "milestone" = 'reassigned')::int AS "reassigned",
        avg("seconds") FILTER (WHERE "milestone" = 'claimed') AS "waitingAverage",
        percentile_cont(0.5) WITHIN GROUP (ORDER BY "seconds") FILTER (WHERE "milestone" = 'claimed') AS "waitingP50",
        percentile_cont(0.95) WITHIN GROUP (ORDER BY "seconds") FILTER (WHERE "milestone" = 'claimed') AS "waitingP95",
        avg("seconds") FILTER (WHERE "milestone" = 'completed') AS "handlingAverage",
        percentile_cont(0.5) WITHIN GROUP (ORDER BY "seconds") FILTER (WHERE "milestone" = 'completed') AS "handlingP50",
        percentile_cont(0.95) WITHIN GROUP (ORDER BY "seconds") FILTER (WHERE "milestone" = 'completed') AS "handlingP95"
    FROM (SELECT *, date_trunc('month', "at" AT TIME ZONE 'Asia/Shanghai')::date AS "month" FROM "task_milestone"),
        (VALUES ('all', TRUE, TRUE, TRUE), ('region', FALSE, FALSE, FALSE), ('institution', TRUE, FALSE, FALSE),
            ('kind', FALSE, TRUE, FALSE), ('person', FALSE, FALSE, TRUE))
            AS "grouping"("groupedBy", "byInstitution", "byKind", "byPerson")
    GROUP BY 1, 2, 3, 4, 5, 6;
