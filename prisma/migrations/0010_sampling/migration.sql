-- CreateTable
CREATE TABLE "SamplingDraw" (
    "id" TEXT NOT NULL,
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
CREATE INDEX "SamplingDraw_region_month_idx" ON "SamplingDraw"("region", "month");

-- CreateIndex
CREATE INDEX "SamplingDraw_state_idx" ON "SamplingDraw"("state");

-- CreateIndex
CREATE UNIQUE INDEX "SamplingDraw_region_code_key" ON "SamplingDraw"("region", "code");

-- CreateIndex
CREATE INDEX "SampledCase_caseId_idx" ON "SampledCase"("caseId");

-- CreateIndex
CREATE INDEX "SampledCase_state_drawId_caseId_idx" ON "SampledCase"("state", "drawId", "caseId");

-- CreateIndex
CREATE INDEX "SamplingOpinion_subject_state_idx" ON "SamplingOpinion"("subject", "state");

-- CreateIndex
CREATE INDEX "SamplingOpinion_caseId_idx" ON "SamplingOpinion"("caseId");

-- AddForeignKey
ALTER TABLE "SampledCase" ADD CONSTRAINT "SampledCase_drawId_fkey" FOREIGN KEY ("drawId") REFERENCES "SamplingDraw"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SampledCase" ADD CONSTRAINT "SampledCase_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "ApplicationCase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SamplingOpinion" ADD CONSTRAINT "SamplingOpinion_drawId_caseId_fkey" FOREIGN KEY ("drawId", "caseId") REFERENCES "SampledCase"("drawId", "caseId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was decided in a month, whatever has become of it since.
CREATE INDEX "ApplicationCase_decided_in" ON "ApplicationCase"("region", "decidedAt") WHERE "decidedAt" IS NOT NULL;
