-- AlterTable
ALTER TABLE "RegistryPerson" ADD COLUMN     "township" TEXT;

-- CreateTable
CREATE TABLE "OutreachContact" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "township" TEXT,
    "personSealed" BYTEA NOT NULL,
    "disease" TEXT NOT NULL,
    "sensitive" BOOLEAN NOT NULL,
    "insuranceType" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "found" JSONB,
    "refusedCaseId" UUID,
    "policyVersionId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "helper" TEXT,
    "helperKind" TEXT,
    "helperSealed" BYTEA,
    "assignedAt" TIMESTAMPTZ(3),
    "result" TEXT,
    "reachedAt" TIMESTAMPTZ(3),
    "againOn" DATE,
    "consentedAt" TIMESTAMPTZ(3),
    "consentSealed" BYTEA,
    "consentToDiagnosis" BOOLEAN NOT NULL DEFAULT false,
    "closedAt" TIMESTAMPTZ(3),
    "closedBecause" TEXT,
    "caseId" UUID,

    CONSTRAINT "OutreachContact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutreachEvent" (
    "id" BIGSERIAL NOT NULL,
    "contactId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "noteSealed" BYTEA,

    CONSTRAINT "OutreachEvent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "OutreachContact_refusedCaseId_key" ON "OutreachContact"("refusedCaseId");

-- CreateIndex
CREATE INDEX "OutreachContact_region_state_openedAt_id_idx" ON "OutreachContact"("region", "state", "openedAt", "id");

-- CreateIndex
CREATE INDEX "OutreachContact_helper_state_openedAt_id_idx" ON "OutreachContact"("helper", "state", "openedAt", "id");

-- CreateIndex
CREATE INDEX "OutreachContact_personId_idx" ON "OutreachContact"("personId");

-- CreateIndex
CREATE INDEX "OutreachEvent_contactId_id_idx" ON "OutreachEvent"("contactId", "id");

-- AddForeignKey
ALTER TABLE "OutreachContact" ADD CONSTRAINT "OutreachContact_policyVersionId_fkey" FOREIGN KEY ("policyVersionId") REFERENCES "PolicyVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutreachEvent" ADD CONSTRAINT "OutreachEvent_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "OutreachContact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: what the schema language cannot say.

-- One contact a person and disease while it is open.
CREATE UNIQUE INDEX "outreach_contact_open" ON "OutreachContact" ("personId", "disease") WHERE "state" = 'open';
-- What the nightly round goes through, in this order.
CREATE INDEX "outreach_contact_round" ON "OutreachContact" ("id") WHERE "state" = 'open';
CREATE INDEX "application_case_refused" ON "ApplicationCase" ("id") WHERE "outcome" = 'notRecognised';

CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "OutreachEvent" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "OutreachEvent" EXECUTE FUNCTION "refuse_change"();
