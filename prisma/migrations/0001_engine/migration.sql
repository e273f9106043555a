-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

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
    "agentSubject" TEXT,
    "agentPersonId" UUID,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Submission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Subject" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "region" TEXT,
    "auditSequence" INTEGER NOT NULL DEFAULT 0,
    "auditHash" TEXT NOT NULL DEFAULT '0000000000000000000000000000000000000000000000000000000000000000',

    CONSTRAINT "Subject_pkey" PRIMARY KEY ("id")
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
    "appliedUnder" TEXT,
    "institution" TEXT,
    "procedure" TEXT NOT NULL,
    "recordsSealed" BYTEA,
    "treatingPhysician" TEXT,
    "status" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "outcome" TEXT,
    "opening" INTEGER NOT NULL DEFAULT 0,
    "reopenedAt" TIMESTAMPTZ(3),
    "ending" TEXT,
    "endedAt" TIMESTAMPTZ(3),
    "identity" TEXT NOT NULL DEFAULT 'unverified',
    "holdsPlace" BOOLEAN NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "openedAt" TIMESTAMPTZ(3),
    "acceptedAt" TIMESTAMPTZ(3),
    "acceptedBy" TEXT,
    "waitingSince" TIMESTAMPTZ(3),
    "supplyBy" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "breachedAt" TIMESTAMPTZ(3),
    "majorPriority" INTEGER,
    "minorPriority" INTEGER,
    "decidedAt" TIMESTAMPTZ(3),
    "decidedBy" JSONB,
    "reasons" JSONB,
    "benefitFrom" DATE,
    "benefitUntil" DATE,
    "filingNumber" TEXT,
    "filedOn" DATE,
    "handbookNumber" TEXT,
    "handbookPickedUpAt" TIMESTAMPTZ(3),
    "handbookPickedUpBy" TEXT,
    "recognitionState" TEXT,
    "course" JSONB,
    "recognitionTurn" INTEGER,
    "runId" TEXT,

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
    "subjectId" UUID NOT NULL,
    "workflowId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL DEFAULT 0,
    "region" TEXT NOT NULL,
    "institution" TEXT,
    "candidate" TEXT NOT NULL,
    "specialty" TEXT,
    "queue" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "assignee" TEXT,
    "delegator" TEXT,
    "majorPriority" INTEGER NOT NULL,
    "minorPriority" INTEGER NOT NULL,
    "barred" JSONB NOT NULL DEFAULT '{}',
    "nobodyLeft" BOOLEAN NOT NULL DEFAULT false,
    "standIn" TEXT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "claimedAt" TIMESTAMPTZ(3),
    "warnAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "warnedAt" TIMESTAMPTZ(3),
    "breachedAt" TIMESTAMPTZ(3),
    "escalatedAt" TIMESTAMPTZ(3),
    "open" JSONB NOT NULL,
    "policyVersionId" TEXT NOT NULL,
    "follows" UUID,
    "resultSealed" BYTEA,
    "updateId" TEXT,
    "rejection" JSONB,
    "completedAt" TIMESTAMPTZ(3),
    "completedBy" TEXT,
    "onBehalfOf" TEXT,
    "answer" TEXT,

    CONSTRAINT "Task_pkey" PRIMARY KEY ("id")
);

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
CREATE TABLE "Note" (
    "id" UUID NOT NULL,
    "subjectId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "author" TEXT NOT NULL,
    "onBehalfOf" TEXT,
    "textSealed" BYTEA,
    "documentId" UUID,
    "evidence" TEXT,

    CONSTRAINT "Note_pkey" PRIMARY KEY ("id")
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
CREATE TABLE "Training" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "on" DATE NOT NULL,
    "validUntil" DATE,
    "recordedBy" TEXT NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Training_pkey" PRIMARY KEY ("id")
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
    "subjectId" UUID NOT NULL,
    "staff" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "declaredBy" TEXT NOT NULL,
    "declaredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Conflict_pkey" PRIMARY KEY ("subjectId","staff","rule")
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
    "taskId" UUID,
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
    "corrects" TEXT,
    "bodyHash" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "sentBy" TEXT NOT NULL,

    CONSTRAINT "RegistryEvent_pkey" PRIMARY KEY ("id")
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
    "subjectId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "effect" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("subjectId","sequence")
);

-- CreateTable
CREATE TABLE "Outbox" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" UUID,
    "payload" JSONB NOT NULL,
    "notBefore" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,

    CONSTRAINT "Outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Alarm" (
    "id" TEXT NOT NULL,
    "subjectId" UUID,
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
    "subjectId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditAnchorHead_pkey" PRIMARY KEY ("day","subjectId")
);

-- CreateTable
CREATE TABLE "PersonalRead" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "reader" TEXT NOT NULL,
    "roles" TEXT[],
    "onBehalfOf" TEXT[],
    "operation" TEXT NOT NULL,
    "requestId" TEXT NOT NULL,
    "kinds" TEXT[],
    "refusal" TEXT,
    "regions" TEXT[],
    "persons" UUID[],
    "cases" UUID[],
    "tasks" UUID[],
    "contacts" UUID[],
    "documents" UUID[],

    CONSTRAINT "PersonalRead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReadAnchor" (
    "day" DATE NOT NULL,
    "previous" TEXT NOT NULL,
    "root" TEXT NOT NULL,
    "upTo" BIGINT NOT NULL,
    "rows" INTEGER NOT NULL,
    "takenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReadAnchor_pkey" PRIMARY KEY ("day")
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
    "township" TEXT,

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

-- CreateTable
CREATE TABLE "BatchRound" (
    "id" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "policyVersionId" TEXT NOT NULL,
    "seed" TEXT,
    "cutOffAt" TIMESTAMPTZ(3) NOT NULL,
    "remindAt" TIMESTAMPTZ(3) NOT NULL,
    "substituteAt" TIMESTAMPTZ(3) NOT NULL,
    "closesAt" TIMESTAMPTZ(3) NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "openedBy" TEXT NOT NULL,
    "reasonSealed" BYTEA,
    "closedAt" TIMESTAMPTZ(3),
    "signedAt" TIMESTAMPTZ(3),
    "signedBy" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "publishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BatchRound_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RoundMember" (
    "roundId" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "opening" INTEGER NOT NULL,
    "workflowId" TEXT NOT NULL,
    "specialty" TEXT,
    "judges" TEXT[],
    "called" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL,
    "outcome" TEXT,
    "reasons" JSONB,
    "carriedBecause" TEXT,
    "noteSealed" BYTEA,
    "messageId" UUID,

    CONSTRAINT "RoundMember_pkey" PRIMARY KEY ("roundId","caseId")
);

-- CreateTable
CREATE TABLE "RoundExpert" (
    "roundId" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "specialties" TEXT[],
    "institution" TEXT,
    "department" TEXT,
    "fallback" BOOLEAN NOT NULL,
    "absent" BOOLEAN NOT NULL,
    "load" INTEGER NOT NULL,

    CONSTRAINT "RoundExpert_pkey" PRIMARY KEY ("roundId","subject")
);

-- CreateTable
CREATE TABLE "BallotAssignment" (
    "roundId" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "cause" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "calledAt" TIMESTAMPTZ(3) NOT NULL,
    "remindedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BallotAssignment_pkey" PRIMARY KEY ("roundId","caseId","subject")
);

-- CreateTable
CREATE TABLE "Ballot" (
    "roundId" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "onBehalfOf" TEXT,
    "opinion" TEXT NOT NULL,
    "reasons" JSONB NOT NULL,
    "findingsSealed" BYTEA NOT NULL,
    "castAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Ballot_pkey" PRIMARY KEY ("roundId","caseId","subject")
);

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
    "assignments" INTEGER NOT NULL DEFAULT 0,
    "contactBy" DATE,
    "toldAt" TIMESTAMPTZ(3),
    "result" TEXT,
    "reachedAt" TIMESTAMPTZ(3),
    "againOn" DATE,
    "consentedAt" TIMESTAMPTZ(3),
    "consentSealed" BYTEA,
    "closedAt" TIMESTAMPTZ(3),
    "closedBecause" TEXT,
    "caseId" UUID,

    CONSTRAINT "OutreachContact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Consent" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "caseId" UUID,
    "contactId" UUID,
    "agent" TEXT,
    "givenBy" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "documentId" UUID,
    "guardianshipId" UUID,
    "givenAt" TIMESTAMPTZ(3) NOT NULL,
    "recordedBy" TEXT NOT NULL,
    "withdrawnAt" TIMESTAMPTZ(3),
    "withdrawnBy" TEXT,

    CONSTRAINT "Consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConsentCode" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "caseId" UUID,
    "contactId" UUID,
    "codeHash" TEXT NOT NULL,
    "requestedBy" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConsentCode_pkey" PRIMARY KEY ("id")
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

-- CreateTable
CREATE TABLE "SamplingDraw" (
    "id" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "percent" DOUBLE PRECISION NOT NULL,
    "judges" INTEGER NOT NULL,
    "dueWorkingDays" INTEGER,
    "seed" TEXT NOT NULL,
    "population" INTEGER,
    "populationHash" TEXT,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "openedBy" TEXT NOT NULL,
    "idempotencyKey" TEXT,
    "reasonSealed" BYTEA,
    "drawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "SamplingDraw_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SampledCase" (
    "drawId" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedBy" TEXT NOT NULL,
    "deciders" TEXT[],
    "institution" TEXT,
    "judges" TEXT[],
    "called" INTEGER NOT NULL DEFAULT 0,
    "wanted" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "concludedAt" TIMESTAMPTZ(3),
    "handling" TEXT,
    "follows" TEXT,
    "handledAt" TIMESTAMPTZ(3),
    "handledBy" TEXT,
    "handlingSealed" BYTEA,
    "followedAt" TIMESTAMPTZ(3),
    "followedBy" TEXT,
    "followedSealed" BYTEA,

    CONSTRAINT "SampledCase_pkey" PRIMARY KEY ("drawId","caseId")
);

-- CreateTable
CREATE TABLE "SamplingOpinion" (
    "drawId" TEXT NOT NULL,
    "caseId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "calledAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "opinion" TEXT,
    "reasons" JSONB,
    "findingsSealed" BYTEA,
    "givenAt" TIMESTAMPTZ(3),

    CONSTRAINT "SamplingOpinion_pkey" PRIMARY KEY ("drawId","caseId","subject")
);

-- CreateIndex
CREATE INDEX "PolicyVersion_pack_version_idx" ON "PolicyVersion"("pack", "version");

-- CreateIndex
CREATE UNIQUE INDEX "Submission_clientId_idempotencyKey_key" ON "Submission"("clientId", "idempotencyKey");

-- CreateIndex
CREATE UNIQUE INDEX "ApplicationCase_handbookNumber_key" ON "ApplicationCase"("handbookNumber");

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
CREATE UNIQUE INDEX "ApplicationCase_personId_recognitionTurn_key" ON "ApplicationCase"("personId", "recognitionTurn");

-- CreateIndex
CREATE UNIQUE INDEX "Assessment_caseId_ordinal_key" ON "Assessment"("caseId", "ordinal");

-- CreateIndex
CREATE INDEX "Task_region_kind_state_dueAt_id_idx" ON "Task"("region", "kind", "state", "dueAt", "id");

-- CreateIndex
CREATE INDEX "Task_institution_kind_state_dueAt_id_idx" ON "Task"("institution", "kind", "state", "dueAt", "id");

-- CreateIndex
CREATE INDEX "Task_subjectId_idx" ON "Task"("subjectId");

-- CreateIndex
CREATE INDEX "Task_assignee_state_idx" ON "Task"("assignee", "state");

-- CreateIndex
CREATE INDEX "TaskEvent_taskId_id_idx" ON "TaskEvent"("taskId", "id");

-- CreateIndex
CREATE INDEX "Note_subjectId_at_idx" ON "Note"("subjectId", "at");

-- CreateIndex
CREATE INDEX "Note_documentId_idx" ON "Note"("documentId");

-- CreateIndex
CREATE UNIQUE INDEX "Training_subject_topic_on_key" ON "Training"("subject", "topic", "on");

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
CREATE INDEX "HomeVisit_signatureId_idx" ON "HomeVisit"("signatureId");

-- CreateIndex
CREATE INDEX "HomeVisit_photographIds_idx" ON "HomeVisit" USING GIN ("photographIds");

-- CreateIndex
CREATE UNIQUE INDEX "RegistryEvent_corrects_key" ON "RegistryEvent"("corrects");

-- CreateIndex
CREATE INDEX "RegistryEvent_personId_on_idx" ON "RegistryEvent"("personId", "on");

-- CreateIndex
CREATE INDEX "Notice_caseId_idx" ON "Notice"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "AuditEntry_subjectId_effect_key" ON "AuditEntry"("subjectId", "effect");

-- CreateIndex
CREATE INDEX "Outbox_notBefore_idx" ON "Outbox"("notBefore");

-- CreateIndex
CREATE INDEX "AuditAnchorHead_subjectId_day_idx" ON "AuditAnchorHead"("subjectId", "day" DESC);

-- CreateIndex
CREATE INDEX "PersonalRead_reader_id_idx" ON "PersonalRead"("reader", "id");

-- CreateIndex
CREATE INDEX "PersonalRead_persons_idx" ON "PersonalRead" USING GIN ("persons");

-- CreateIndex
CREATE INDEX "PersonalRead_cases_idx" ON "PersonalRead" USING GIN ("cases");

-- CreateIndex
CREATE INDEX "RegistryClinicalRecord_personId_idx" ON "RegistryClinicalRecord"("personId");

-- CreateIndex
CREATE UNIQUE INDEX "BatchRound_subjectId_key" ON "BatchRound"("subjectId");

-- CreateIndex
CREATE INDEX "BatchRound_region_month_idx" ON "BatchRound"("region", "month");

-- CreateIndex
CREATE INDEX "BatchRound_state_closesAt_idx" ON "BatchRound"("state", "closesAt");

-- CreateIndex
CREATE UNIQUE INDEX "BatchRound_region_code_key" ON "BatchRound"("region", "code");

-- CreateIndex
CREATE INDEX "RoundMember_caseId_idx" ON "RoundMember"("caseId");

-- CreateIndex
CREATE INDEX "RoundMember_roundId_state_caseId_idx" ON "RoundMember"("roundId", "state", "caseId");

-- CreateIndex
CREATE INDEX "BallotAssignment_subject_state_roundId_idx" ON "BallotAssignment"("subject", "state", "roundId");

-- CreateIndex
CREATE INDEX "BallotAssignment_roundId_state_idx" ON "BallotAssignment"("roundId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "OutreachContact_refusedCaseId_key" ON "OutreachContact"("refusedCaseId");

-- CreateIndex
CREATE INDEX "OutreachContact_region_state_openedAt_id_idx" ON "OutreachContact"("region", "state", "openedAt", "id");

-- CreateIndex
CREATE INDEX "OutreachContact_helper_state_openedAt_id_idx" ON "OutreachContact"("helper", "state", "openedAt", "id");

-- CreateIndex
CREATE INDEX "OutreachContact_personId_idx" ON "OutreachContact"("personId");

-- CreateIndex
CREATE INDEX "Consent_caseId_idx" ON "Consent"("caseId");

-- CreateIndex
CREATE INDEX "Consent_contactId_idx" ON "Consent"("contactId");

-- CreateIndex
CREATE INDEX "ConsentCode_personId_requestedAt_idx" ON "ConsentCode"("personId", "requestedAt");

-- CreateIndex
CREATE INDEX "OutreachEvent_contactId_id_idx" ON "OutreachEvent"("contactId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "SamplingDraw_subjectId_key" ON "SamplingDraw"("subjectId");

-- CreateIndex
CREATE INDEX "SamplingDraw_region_month_idx" ON "SamplingDraw"("region", "month");

-- CreateIndex
CREATE INDEX "SamplingDraw_state_idx" ON "SamplingDraw"("state");

-- CreateIndex
CREATE UNIQUE INDEX "SamplingDraw_region_code_key" ON "SamplingDraw"("region", "code");

-- CreateIndex
CREATE UNIQUE INDEX "SamplingDraw_openedBy_idempotencyKey_key" ON "SamplingDraw"("openedBy", "idempotencyKey");

-- CreateIndex
CREATE INDEX "SampledCase_caseId_idx" ON "SampledCase"("caseId");

-- CreateIndex
CREATE INDEX "SampledCase_state_drawId_caseId_idx" ON "SampledCase"("state", "drawId", "caseId");

-- CreateIndex
CREATE INDEX "SamplingOpinion_subject_state_idx" ON "SamplingOpinion"("subject", "state");

-- CreateIndex
CREATE INDEX "SamplingOpinion_caseId_idx" ON "SamplingOpinion"("caseId");

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_policyVersionId_fkey" FOREIGN KEY ("policyVersionId") REFERENCES "PolicyVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApplicationCase" ADD CONSTRAINT "ApplicationCase_id_fkey" FOREIGN KEY ("id") REFERENCES "Subject"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApplicationCase" ADD CONSTRAINT "ApplicationCase_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assessment" ADD CONSTRAINT "Assessment_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_subjectId_fkey" FOREIGN KEY ("subjectId") REFERENCES "Subject"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_policyVersionId_fkey" FOREIGN KEY ("policyVersionId") REFERENCES "PolicyVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TaskEvent" ADD CONSTRAINT "TaskEvent_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Note" ADD CONSTRAINT "Note_subjectId_fkey" FOREIGN KEY ("subjectId") REFERENCES "Subject"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Note" ADD CONSTRAINT "Note_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Note" ADD CONSTRAINT "Note_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Training" ADD CONSTRAINT "Training_subject_fkey" FOREIGN KEY ("subject") REFERENCES "StaffMember"("subject") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conflict" ADD CONSTRAINT "Conflict_subjectId_fkey" FOREIGN KEY ("subjectId") REFERENCES "Subject"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseMessage" ADD CONSTRAINT "CaseMessage_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HomeVisit" ADD CONSTRAINT "HomeVisit_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuditEntry" ADD CONSTRAINT "AuditEntry_subjectId_fkey" FOREIGN KEY ("subjectId") REFERENCES "Subject"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

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

-- AddForeignKey
ALTER TABLE "BatchRound" ADD CONSTRAINT "BatchRound_subjectId_fkey" FOREIGN KEY ("subjectId") REFERENCES "Subject"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BatchRound" ADD CONSTRAINT "BatchRound_policyVersionId_fkey" FOREIGN KEY ("policyVersionId") REFERENCES "PolicyVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoundMember" ADD CONSTRAINT "RoundMember_roundId_fkey" FOREIGN KEY ("roundId") REFERENCES "BatchRound"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoundMember" ADD CONSTRAINT "RoundMember_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoundExpert" ADD CONSTRAINT "RoundExpert_roundId_fkey" FOREIGN KEY ("roundId") REFERENCES "BatchRound"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BallotAssignment" ADD CONSTRAINT "BallotAssignment_roundId_caseId_fkey" FOREIGN KEY ("roundId", "caseId") REFERENCES "RoundMember"("roundId", "caseId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ballot" ADD CONSTRAINT "Ballot_roundId_caseId_subject_fkey" FOREIGN KEY ("roundId", "caseId", "subject") REFERENCES "BallotAssignment"("roundId", "caseId", "subject") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutreachContact" ADD CONSTRAINT "OutreachContact_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Subject"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutreachContact" ADD CONSTRAINT "OutreachContact_policyVersionId_fkey" FOREIGN KEY ("policyVersionId") REFERENCES "PolicyVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "OutreachContact"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutreachEvent" ADD CONSTRAINT "OutreachEvent_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "OutreachContact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SamplingDraw" ADD CONSTRAINT "SamplingDraw_subjectId_fkey" FOREIGN KEY ("subjectId") REFERENCES "Subject"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SampledCase" ADD CONSTRAINT "SampledCase_drawId_fkey" FOREIGN KEY ("drawId") REFERENCES "SamplingDraw"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SampledCase" ADD CONSTRAINT "SampledCase_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SamplingOpinion" ADD CONSTRAINT "SamplingOpinion_drawId_caseId_fkey" FOREIGN KEY ("drawId", "caseId") REFERENCES "SampledCase"("drawId", "caseId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: what the schema language cannot say.

-- A person holds one place for a disease; renewal, transfer and change of institution are no duplicates of it, and a
-- case that ended without a decision keeps nobody from applying again, nor does one that nobody vouches for.
CREATE UNIQUE INDEX "application_case_holds_place" ON "ApplicationCase" ("personId", "disease")
    WHERE "holdsPlace" AND "kind" IN ('initial', 'reapplication');
CREATE UNIQUE INDEX "application_case_one_open_of_kind" ON "ApplicationCase" ("personId", "disease", "kind")
    WHERE "holdsPlace" AND "status" NOT IN ('decided', 'ended') AND "kind" NOT IN ('initial', 'reapplication');

-- One consent at a time: of a case, and of a contact to each helper.
CREATE UNIQUE INDEX "consent_to_case" ON "Consent" ("caseId") WHERE "withdrawnAt" IS NULL;
CREATE UNIQUE INDEX "consent_to_contact" ON "Consent" ("contactId", "agent") WHERE "withdrawnAt" IS NULL;

-- The nightly pass reads the recognitions that end, in this order.
CREATE INDEX "application_case_recognition_ends" ON "ApplicationCase" ("benefitUntil", "id")
    WHERE "holdsPlace" AND "outcome" = 'approved';

-- What the reconciler compares with Temporal, in this order.
CREATE INDEX "application_case_undecided" ON "ApplicationCase" ("id") WHERE "status" IN ('received', 'open');

-- What outreach follows up on, in this order.
CREATE INDEX "application_case_refused" ON "ApplicationCase" ("id") WHERE "outcome" = 'notRecognised';

-- What was decided in a month, whatever has become of it since.
CREATE INDEX "application_case_decided_in" ON "ApplicationCase" ("region", "decidedAt") WHERE "decidedAt" IS NOT NULL;

-- "Next for me" reads the head of each kind in each of the caller's queues; who is barred is read there as well, so that
-- counting what waits touches no row.
CREATE INDEX "task_queue_head" ON "Task" ("queue", "kind", "majorPriority", "minorPriority", "dueAt", "id")
    INCLUDE ("barred") WHERE "state" = 'ready';

-- Lists of what is ready stand in the order of the queue.
CREATE INDEX "task_ready_in_region" ON "Task" ("region", "kind", "majorPriority", "minorPriority", "dueAt", "id")
    WHERE "state" = 'ready';
CREATE INDEX "task_ready_at_institution" ON "Task" ("institution", "kind", "majorPriority", "minorPriority", "dueAt", "id")
    WHERE "state" = 'ready';

-- What is late or about to be, for supervisors; few among many, what somebody should look at.
CREATE INDEX "task_open_by_due" ON "Task" ("region", "dueAt") WHERE "state" IN ('ready', 'claimed', 'completing');
CREATE INDEX "task_attention" ON "Task" ("region", "kind", "state", "dueAt", "id")
    WHERE "warnedAt" IS NOT NULL OR "breachedAt" IS NOT NULL OR "escalatedAt" IS NOT NULL OR "nobodyLeft";

-- What somebody has in hand through a colleague, and what they gave back of late: both count towards how many tasks they
-- may take.
CREATE INDEX "task_delegated" ON "Task" ("delegator")
    WHERE "delegator" IS NOT NULL AND "state" IN ('claimed', 'completing');
CREATE INDEX "task_event_given_back" ON "TaskEvent" ("actor", "at")
    WHERE "action" IN ('released', 'transferred', 'delegationReturned', 'recused');
CREATE INDEX "task_nobody_left" ON "Task" ("id") WHERE "nobodyLeft" AND "state" = 'ready';
CREATE INDEX "task_event_transferred" ON "TaskEvent" ("at") WHERE "action" = 'transferred';

-- A case is judged in one round at a time.
CREATE UNIQUE INDEX "round_member_one_round_at_a_time" ON "RoundMember" ("caseId")
    WHERE "state" IN ('judging', 'asked', 'ruled');

-- One contact a person and disease while it is open; the nightly pass goes through them in this order.
CREATE UNIQUE INDEX "outreach_contact_open" ON "OutreachContact" ("personId", "disease") WHERE "state" = 'open';
CREATE INDEX "outreach_contact_in_turn" ON "OutreachContact" ("id") WHERE "state" = 'open';

-- Those that nobody helps yet, in the order of the inbox: by the day that was named for them, else the longest open.
CREATE INDEX "outreach_contact_unassigned" ON "OutreachContact" ("region",
    (coalesce((coalesce("againOn", "contactBy") + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', "openedAt")), "id")
    WHERE "state" = 'open' AND "helper" IS NULL;

-- Whose helper is to be sent word, in this order.
CREATE INDEX "outreach_contact_untold" ON "OutreachContact" ("id")
    WHERE "state" = 'open' AND "helper" IS NOT NULL AND "toldAt" IS NULL;

CREATE INDEX "alarm_raised" ON "Alarm" ("raisedAt") WHERE "clearedAt" IS NULL;

-- Who was reported into a category, beside those that a register lists in it.
CREATE INDEX "registry_event_gained" ON "RegistryEvent" ("personId") WHERE "kind" = 'categoryGained';

-- Numbers of handbooks 门特手册. A number that was drawn and not used leaves a gap that means nothing.
CREATE SEQUENCE "handbook_number";

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

-- How many tasks of the kinds that count somebody has in hand, and gave back since an instant; `freed` is when they gave
-- back the `most`-th last. Whoever asks holds the lock of that person until their transaction ends, and each query of a
-- volatile function sees what was committed before it: of takings at the same time the later count the earlier ones,
-- which the snapshot of their own statement does not show.
CREATE FUNCTION "tasks_taken"(person text, counted text[], since timestamptz, most int,
    OUT "held" int, OUT "returned" int, OUT "freed" timestamptz)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(person, 20));
    SELECT count(*) INTO "held" FROM "Task"
        WHERE "state" IN ('claimed', 'completing') AND ("assignee" = person OR "delegator" = person)
            AND "kind" = ANY(counted);
    SELECT count(*), (array_agg("at" ORDER BY "at" DESC))[most] INTO "returned", "freed"
        FROM (SELECT event."at" FROM "TaskEvent" AS event JOIN "Task" AS task ON task."id" = event."taskId"
            WHERE event."actor" = person AND event."at" > since
                AND event."action" IN ('released', 'transferred', 'delegationReturned', 'recused')
                AND task."kind" = ANY(counted)) AS given;
END
$$;

-- The number of the last read, once all that are being written are there. By the owner's right: whoever writes reads may
-- not change any, and so may not lock the table.
CREATE FUNCTION "last_read"() RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS $$
BEGIN
    LOCK TABLE "PersonalRead" IN SHARE MODE;
    RETURN coalesce((SELECT max("id") FROM "PersonalRead"), 0);
END
$$;

-- Append-only for everybody, the owner of the tables included.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "AuditEntry" EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "PolicyVersion" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "PolicyVersion" EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "TaskEvent" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "TaskEvent" EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "RegistryEvent" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "RegistryEvent" EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "AuditAnchor" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "AuditAnchor" EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "AuditAnchorHead" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "AuditAnchorHead" EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "PersonalRead" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "PersonalRead" EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "ReadAnchor" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "ReadAnchor" EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "OutreachEvent" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "OutreachEvent" EXECUTE FUNCTION "refuse_change"();
