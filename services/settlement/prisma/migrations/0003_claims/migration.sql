-- CreateTable
CREATE TABLE "PersonYear" (
    "personRef" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "amounts" JSONB NOT NULL,

    CONSTRAINT "PersonYear_pkey" PRIMARY KEY ("personRef","region","year")
);

-- CreateTable
CREATE TABLE "Claim" (
    "institution" TEXT NOT NULL,
    "claimNumber" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "replaces" TEXT,
    "personRef" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "request" JSONB NOT NULL,
    "settlement" JSONB NOT NULL,
    "dependsOn" TEXT[],
    "settledAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Claim_pkey" PRIMARY KEY ("institution","claimNumber")
);

-- CreateTable
CREATE TABLE "Reversal" (
    "institution" TEXT NOT NULL,
    "claimNumber" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "replacedBy" TEXT,
    "laterClaims" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Reversal_pkey" PRIMARY KEY ("institution","claimNumber")
);

-- CreateIndex
CREATE UNIQUE INDEX "Claim_sequence_key" ON "Claim"("sequence");

-- CreateIndex
CREATE INDEX "Claim_personRef_region_year_sequence_idx" ON "Claim"("personRef", "region", "year", "sequence");

-- AddForeignKey
ALTER TABLE "Reversal" ADD CONSTRAINT "Reversal_institution_claimNumber_fkey" FOREIGN KEY ("institution", "claimNumber") REFERENCES "Claim"("institution", "claimNumber") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Written again with every claim of the person: room on the page keeps the row where it is.
ALTER TABLE "PersonYear" SET (fillfactor = 70);

CREATE TRIGGER "appendOnly" BEFORE UPDATE OR DELETE ON "Claim"
    FOR EACH ROW EXECUTE FUNCTION "refuseRewriting"();

CREATE TRIGGER "appendOnly" BEFORE UPDATE OR DELETE ON "Reversal"
    FOR EACH ROW EXECUTE FUNCTION "refuseRewriting"();
