-- CreateTable
CREATE TABLE "PolicyVersion" (
    "id" TEXT NOT NULL,
    "pack" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "packSha" TEXT NOT NULL,
    "overlaySha" TEXT,
    "packText" TEXT NOT NULL,
    "overlayText" TEXT,
    "storedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PolicyVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Submission" (
    "id" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "idempotencyKey" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "policyVersionId" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "applicantSealed" BYTEA NOT NULL,
    "agentSealed" BYTEA,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Submission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApplicationCase" (
    "id" UUID NOT NULL,
    "submissionId" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "personId" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "disease" TEXT NOT NULL,
    "sensitive" BOOLEAN NOT NULL,
    "kind" TEXT NOT NULL,
    "insuranceType" TEXT NOT NULL,
    "institution" TEXT,
    "procedure" TEXT NOT NULL,
    "recordsSealed" BYTEA,
    "status" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "outcome" TEXT,
    "holdsPlace" BOOLEAN NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "openedAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "breachedAt" TIMESTAMPTZ(3),
    "decidedAt" TIMESTAMPTZ(3),
    "decidedBy" JSONB,
    "reasons" JSONB,
    "benefitFrom" DATE,
    "benefitUntil" DATE,
    "filingNumber" TEXT,
    "filedOn" DATE,
    "runId" TEXT,
    "auditSequence" INTEGER NOT NULL,
    "auditHash" TEXT NOT NULL,

    CONSTRAINT "ApplicationCase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Assessment" (
    "id" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "assessedAt" TIMESTAMPTZ(3) NOT NULL,
    "verdict" JSONB NOT NULL,
    "trace" JSONB NOT NULL,
    "factsSealed" BYTEA NOT NULL,

    CONSTRAINT "Assessment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Task" (
    "id" UUID NOT NULL,
    "caseId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "institution" TEXT,
    "candidate" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "assignee" TEXT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "open" JSONB NOT NULL,
    "resultSealed" BYTEA,
    "updateId" TEXT,
    "rejection" JSONB,
    "completedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Notice" (
    "key" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "template" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "acceptedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Notice_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "caseId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "effect" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("caseId","sequence")
);

-- CreateTable
CREATE TABLE "Outbox" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "payload" JSONB NOT NULL,
    "notBefore" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,

    CONSTRAINT "Outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Document" (
    "id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "uploadedBy" TEXT NOT NULL,
    "uploadedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SubmissionDocument" (
    "submissionId" UUID NOT NULL,
    "documentId" UUID NOT NULL,
    "evidence" TEXT NOT NULL,
    "disease" TEXT NOT NULL,

    CONSTRAINT "SubmissionDocument_pkey" PRIMARY KEY ("submissionId","disease","evidence","documentId")
);

-- CreateTable
CREATE TABLE "RegistryPerson" (
    "personId" UUID NOT NULL,
    "detailsSealed" BYTEA NOT NULL,
    "birthDate" DATE NOT NULL,
    "diedOn" DATE,

    CONSTRAINT "RegistryPerson_pkey" PRIMARY KEY ("personId")
);

-- CreateTable
CREATE TABLE "RegistryInsurance" (
    "personId" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "until" DATE,

    CONSTRAINT "RegistryInsurance_pkey" PRIMARY KEY ("personId","type","region","from")
);

-- CreateTable
CREATE TABLE "RegistryCategory" (
    "personId" UUID NOT NULL,
    "category" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "until" DATE,

    CONSTRAINT "RegistryCategory_pkey" PRIMARY KEY ("personId","category","from")
);

-- CreateTable
CREATE TABLE "RegistryClinicalRecord" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "institution" TEXT NOT NULL,
    "on" DATE NOT NULL,
    "contentSealed" BYTEA NOT NULL,

    CONSTRAINT "RegistryClinicalRecord_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "PolicyVersion_pack_version_idx" ON "PolicyVersion"("pack", "version");

-- CreateIndex
CREATE UNIQUE INDEX "Submission_clientId_idempotencyKey_key" ON "Submission"("clientId", "idempotencyKey");

-- CreateIndex
CREATE INDEX "ApplicationCase_region_receivedAt_id_idx" ON "ApplicationCase"("region", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ApplicationCase_region_status_receivedAt_id_idx" ON "ApplicationCase"("region", "status", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ApplicationCase_personId_idx" ON "ApplicationCase"("personId");

-- CreateIndex
CREATE INDEX "ApplicationCase_status_dueAt_idx" ON "ApplicationCase"("status", "dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "ApplicationCase_submissionId_ordinal_key" ON "ApplicationCase"("submissionId", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "Assessment_caseId_ordinal_key" ON "Assessment"("caseId", "ordinal");

-- CreateIndex
CREATE INDEX "Task_candidate_region_state_dueAt_idx" ON "Task"("candidate", "region", "state", "dueAt");

-- CreateIndex
CREATE INDEX "Task_caseId_idx" ON "Task"("caseId");

-- CreateIndex
CREATE INDEX "Notice_caseId_idx" ON "Notice"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "AuditEntry_caseId_effect_key" ON "AuditEntry"("caseId", "effect");

-- CreateIndex
CREATE INDEX "Outbox_notBefore_idx" ON "Outbox"("notBefore");

-- CreateIndex
CREATE INDEX "RegistryClinicalRecord_personId_idx" ON "RegistryClinicalRecord"("personId");

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_policyVersionId_fkey" FOREIGN KEY ("policyVersionId") REFERENCES "PolicyVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApplicationCase" ADD CONSTRAINT "ApplicationCase_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assessment" ADD CONSTRAINT "Assessment_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuditEntry" ADD CONSTRAINT "AuditEntry_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SubmissionDocument" ADD CONSTRAINT "SubmissionDocument_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SubmissionDocument" ADD CONSTRAINT "SubmissionDocument_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RegistryInsurance" ADD CONSTRAINT "RegistryInsurance_personId_fkey" FOREIGN KEY ("personId") REFERENCES "RegistryPerson"("personId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RegistryCategory" ADD CONSTRAINT "RegistryCategory_personId_fkey" FOREIGN KEY ("personId") REFERENCES "RegistryPerson"("personId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RegistryClinicalRecord" ADD CONSTRAINT "RegistryClinicalRecord_personId_fkey" FOREIGN KEY ("personId") REFERENCES "RegistryPerson"("personId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: what the schema language cannot say.

-- A person holds one place for a disease; renewal, transfer and change of institution are no duplicates of it.
CREATE UNIQUE INDEX "application_case_holds_place" ON "ApplicationCase" ("personId", "disease")
    WHERE "holdsPlace" AND "kind" IN ('initial', 'reapplication');
CREATE UNIQUE INDEX "application_case_one_open_of_kind" ON "ApplicationCase" ("personId", "disease", "kind")
    WHERE "status" <> 'decided' AND "kind" NOT IN ('initial', 'reapplication');

-- Append-only for everybody, the owner of the tables included.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "PolicyVersion" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "AuditEntry" EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "PolicyVersion" EXECUTE FUNCTION "refuse_change"();
