-- CreateTable
CREATE TABLE "BatchRound" (
    "id" TEXT NOT NULL,
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
CREATE TABLE "RoundEvent" (
    "id" BIGSERIAL NOT NULL,
    "roundId" TEXT NOT NULL,
    "effect" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "RoundEvent_pkey" PRIMARY KEY ("id")
);

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
CREATE INDEX "RoundEvent_roundId_id_idx" ON "RoundEvent"("roundId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "RoundEvent_roundId_effect_key" ON "RoundEvent"("roundId", "effect");

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
ALTER TABLE "RoundEvent" ADD CONSTRAINT "RoundEvent_roundId_fkey" FOREIGN KEY ("roundId") REFERENCES "BatchRound"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A case is judged in one round at a time.
CREATE UNIQUE INDEX "RoundMember_one_round_at_a_time" ON "RoundMember"("caseId") WHERE "state" IN ('judging', 'asked', 'ruled');
