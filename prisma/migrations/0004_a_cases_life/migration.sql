-- AlterTable
ALTER TABLE "Outbox" ALTER COLUMN "caseId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "Alarm" (
    "id" TEXT NOT NULL,
    "caseId" UUID,
    "problem" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "raisedAt" TIMESTAMPTZ(3) NOT NULL,
    "clearedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Alarm_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditAnchor" (
    "day" DATE NOT NULL,
    "previous" TEXT NOT NULL,
    "root" TEXT NOT NULL,
    "chains" INTEGER NOT NULL,
    "takenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AuditAnchor_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "AuditAnchorHead" (
    "day" DATE NOT NULL,
    "caseId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditAnchorHead_pkey" PRIMARY KEY ("day","caseId")
);

-- CreateIndex
CREATE INDEX "AuditAnchorHead_caseId_day_idx" ON "AuditAnchorHead"("caseId", "day" DESC);

-- By hand: what the schema language cannot say.

-- The daily round reads the recognitions that end, in this order.
CREATE INDEX "application_case_recognition_ends" ON "ApplicationCase" ("benefitUntil", "id")
    WHERE "holdsPlace" AND "outcome" = 'approved';
-- What the reconciler compares with Temporal, in this order.
CREATE INDEX "application_case_undecided" ON "ApplicationCase" ("id") WHERE "status" IN ('received', 'open');
CREATE INDEX "alarm_raised" ON "Alarm" ("raisedAt") WHERE "clearedAt" IS NULL;

CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "AuditAnchor" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "AuditAnchorHead" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "AuditAnchor" EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "AuditAnchorHead" EXECUTE FUNCTION "refuse_change"();
