-- AlterTable
ALTER TABLE "ApplicationCase" ADD COLUMN     "acceptedAt" TIMESTAMPTZ(3),
ADD COLUMN     "acceptedBy" TEXT,
ADD COLUMN     "endedAt" TIMESTAMPTZ(3),
ADD COLUMN     "ending" TEXT,
ADD COLUMN     "handbookNumber" TEXT,
ADD COLUMN     "handbookPickedUpAt" TIMESTAMPTZ(3),
ADD COLUMN     "handbookPickedUpBy" TEXT,
ADD COLUMN     "majorPriority" INTEGER,
ADD COLUMN     "minorPriority" INTEGER,
ADD COLUMN     "opening" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "recognitionState" TEXT,
ADD COLUMN     "reopenedAt" TIMESTAMPTZ(3),
ADD COLUMN     "supplyBy" TIMESTAMPTZ(3),
ADD COLUMN     "treatingPhysician" TEXT,
ADD COLUMN     "waitingSince" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "answer" TEXT,
ADD COLUMN     "barred" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "breachedAt" TIMESTAMPTZ(3),
ADD COLUMN     "claimedAt" TIMESTAMPTZ(3),
ADD COLUMN     "completedBy" TEXT,
ADD COLUMN     "delegator" TEXT,
ADD COLUMN     "escalatedAt" TIMESTAMPTZ(3),
ADD COLUMN     "follows" UUID,
ADD COLUMN     "majorPriority" INTEGER NOT NULL DEFAULT 1000,
ADD COLUMN     "minorPriority" INTEGER NOT NULL DEFAULT 1000,
ADD COLUMN     "onBehalfOf" TEXT,
ADD COLUMN     "ordinal" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "queue" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "specialty" TEXT,
ADD COLUMN     "warnAt" TIMESTAMPTZ(3),
ADD COLUMN     "warnedAt" TIMESTAMPTZ(3),
ADD COLUMN     "workflowId" TEXT NOT NULL DEFAULT '';

-- By hand: tasks that are there already belong to the one workflow of their case, and stand behind those with a priority.
UPDATE "Task" SET "workflowId" = 'application/' || "caseId",
    "queue" = concat_ws('/', "candidate", "region", '-', '-');
ALTER TABLE "Task" ALTER COLUMN "workflowId" DROP DEFAULT, ALTER COLUMN "queue" DROP DEFAULT,
    ALTER COLUMN "majorPriority" DROP DEFAULT, ALTER COLUMN "minorPriority" DROP DEFAULT;

-- CreateTable
CREATE TABLE "TaskEvent" (
    "id" BIGSERIAL NOT NULL,
    "taskId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "onBehalfOf" TEXT,
    "assignee" TEXT,
    "noteSealed" BYTEA,

    CONSTRAINT "TaskEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TaskNote" (
    "id" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "author" TEXT NOT NULL,
    "onBehalfOf" TEXT,
    "textSealed" BYTEA,
    "documentId" UUID,

    CONSTRAINT "TaskNote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StaffMember" (
    "subject" TEXT NOT NULL,
    "roles" TEXT[],
    "regions" TEXT[],
    "institution" TEXT,
    "department" TEXT,
    "specialties" TEXT[],
    "active" BOOLEAN NOT NULL DEFAULT true,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedBy" TEXT NOT NULL,

    CONSTRAINT "StaffMember_pkey" PRIMARY KEY ("subject")
);

-- CreateTable
CREATE TABLE "Absence" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "substitute" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "until" DATE NOT NULL,
    "region" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Absence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Conflict" (
    "caseId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "declaredBy" TEXT NOT NULL,
    "declaredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Conflict_pkey" PRIMARY KEY ("caseId","subject","rule")
);

-- CreateTable
CREATE TABLE "SavedFilter" (
    "id" UUID NOT NULL,
    "owner" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "region" TEXT,
    "filter" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SavedFilter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CaseMessage" (
    "id" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "sentBy" TEXT NOT NULL,
    "sentAt" TIMESTAMPTZ(3) NOT NULL,
    "bodySealed" BYTEA,
    "state" TEXT NOT NULL,
    "rejection" JSONB,

    CONSTRAINT "CaseMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HomeVisit" (
    "id" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "workflowId" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "inPerson" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "team" TEXT,
    "slotFrom" TIMESTAMPTZ(3),
    "slotUntil" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "reportSealed" BYTEA,
    "signatureId" UUID,
    "photographIds" UUID[],
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "HomeVisit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RegistryEvent" (
    "id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "on" DATE NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "sentBy" TEXT NOT NULL,

    CONSTRAINT "RegistryEvent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "TaskEvent_taskId_id_idx" ON "TaskEvent"("taskId", "id");

-- CreateIndex
CREATE INDEX "TaskNote_taskId_at_idx" ON "TaskNote"("taskId", "at");

-- CreateIndex
CREATE INDEX "Absence_substitute_from_until_idx" ON "Absence"("substitute", "from", "until");

-- CreateIndex
CREATE INDEX "Absence_subject_from_until_idx" ON "Absence"("subject", "from", "until");

-- CreateIndex
CREATE INDEX "SavedFilter_region_shared_idx" ON "SavedFilter"("region", "shared");

-- CreateIndex
CREATE UNIQUE INDEX "SavedFilter_owner_name_key" ON "SavedFilter"("owner", "name");

-- CreateIndex
CREATE INDEX "CaseMessage_caseId_sentAt_idx" ON "CaseMessage"("caseId", "sentAt");

-- CreateIndex
CREATE INDEX "HomeVisit_caseId_idx" ON "HomeVisit"("caseId");

-- CreateIndex
CREATE INDEX "HomeVisit_state_dueAt_idx" ON "HomeVisit"("state", "dueAt");

-- CreateIndex
CREATE INDEX "RegistryEvent_personId_on_idx" ON "RegistryEvent"("personId", "on");

-- CreateIndex
CREATE UNIQUE INDEX "ApplicationCase_handbookNumber_key" ON "ApplicationCase"("handbookNumber");

-- CreateIndex
CREATE INDEX "Task_assignee_state_idx" ON "Task"("assignee", "state");

-- AddForeignKey
ALTER TABLE "TaskEvent" ADD CONSTRAINT "TaskEvent_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TaskNote" ADD CONSTRAINT "TaskNote_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conflict" ADD CONSTRAINT "Conflict_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseMessage" ADD CONSTRAINT "CaseMessage_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HomeVisit" ADD CONSTRAINT "HomeVisit_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: what the schema language cannot say.

-- "Next for me" reads the head of each of the caller's queues.
CREATE INDEX "task_queue_head" ON "Task" ("queue", "majorPriority", "minorPriority", "dueAt", "id") WHERE "state" = 'ready';
-- What is late or about to be, for supervisors.
CREATE INDEX "task_open_by_due" ON "Task" ("region", "dueAt") WHERE "state" IN ('ready', 'claimed', 'completing');

-- A case that ended without a decision keeps nobody from applying again.
DROP INDEX "application_case_one_open_of_kind";
CREATE UNIQUE INDEX "application_case_one_open_of_kind" ON "ApplicationCase" ("personId", "disease", "kind")
    WHERE "status" NOT IN ('decided', 'ended') AND "kind" NOT IN ('initial', 'reapplication');

CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "TaskEvent" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "TaskEvent" EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "RegistryEvent" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
