-- CreateTable
CREATE TABLE "StatedFigure" (
    "region" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "insuranceType" TEXT NOT NULL,
    "statistic" TEXT NOT NULL,
    "value" BIGINT NOT NULL,
    "source" TEXT NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StatedFigure_pkey" PRIMARY KEY ("region","year","insuranceType","statistic")
);

-- Claims come in the order of their years, so that a summary of each block finds a year and costs a commit next to nothing.
-- CreateIndex
CREATE INDEX "Claim_year_idx" ON "Claim" USING BRIN ("year");
