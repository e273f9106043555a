-- What was registered, settled or taken back stays as it was: corrections are further rows.
CREATE FUNCTION "refuseRewriting"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of "%" are only ever added', TG_TABLE_NAME;
END $$;

-- Entitlements 待遇备案

CREATE TABLE "FilingCounter" (
    "region" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "FilingCounter_pkey" PRIMARY KEY ("region", "year")
);

CREATE TABLE "Entitlement" (
    "filingNumber" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "personRef" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "disease" TEXT NOT NULL,
    "insuranceType" TEXT NOT NULL,
    "institution" TEXT,
    "from" DATE NOT NULL,
    "until" DATE,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,
    "filedOn" DATE NOT NULL,
    "registeredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Entitlement_pkey" PRIMARY KEY ("filingNumber")
);
CREATE UNIQUE INDEX "Entitlement_key_key" ON "Entitlement" ("key");
CREATE INDEX "Entitlement_personRef_idx" ON "Entitlement" ("personRef");
CREATE TRIGGER "appendOnly" BEFORE UPDATE OR DELETE ON "Entitlement"
    FOR EACH ROW EXECUTE FUNCTION "refuseRewriting"();
CREATE TRIGGER "appendOnlyTruncate" BEFORE TRUNCATE ON "Entitlement" EXECUTE FUNCTION "refuseRewriting"();

CREATE TABLE "EntitlementChange" (
    "filingNumber" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "until" DATE,
    "institution" TEXT,
    "insuranceType" TEXT,
    "reason" TEXT NOT NULL,
    "steps" JSONB,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "EntitlementChange_pkey" PRIMARY KEY ("filingNumber", "version"),
    CONSTRAINT "EntitlementChange_filingNumber_fkey" FOREIGN KEY ("filingNumber")
        REFERENCES "Entitlement" ("filingNumber") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "EntitlementChange_key_key" ON "EntitlementChange" ("key");
CREATE TRIGGER "appendOnly" BEFORE UPDATE OR DELETE ON "EntitlementChange"
    FOR EACH ROW EXECUTE FUNCTION "refuseRewriting"();
CREATE TRIGGER "appendOnlyTruncate" BEFORE TRUNCATE ON "EntitlementChange" EXECUTE FUNCTION "refuseRewriting"();

-- What registers and offices say of people. Blocks of it are found by when it came, at next to no cost.

CREATE INDEX "Entitlement_registeredAt_idx" ON "Entitlement" USING BRIN ("registeredAt");
CREATE INDEX "EntitlementChange_recordedAt_idx" ON "EntitlementChange" USING BRIN ("recordedAt");

CREATE TABLE "PersonFacts" (
    "sequence" BIGSERIAL NOT NULL,
    "personRef" UUID NOT NULL,
    "version" BIGINT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "statement" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PersonFacts_pkey" PRIMARY KEY ("sequence")
);
CREATE INDEX "PersonFacts_personRef_version_sequence_idx"
    ON "PersonFacts" ("personRef", "version" DESC, "sequence" DESC);
CREATE INDEX "PersonFacts_recordedAt_idx" ON "PersonFacts" USING BRIN ("recordedAt");
CREATE TRIGGER "appendOnly" BEFORE UPDATE OR DELETE ON "PersonFacts"
    FOR EACH ROW EXECUTE FUNCTION "refuseRewriting"();

CREATE TABLE "OfficeRecord" (
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "personRef" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "until" DATE,
    "reduction" DECIMAL(7,6),
    "householdRegion" TEXT,
    "by" TEXT NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OfficeRecord_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "OfficeRecord_personRef_idx" ON "OfficeRecord" ("personRef");
CREATE INDEX "OfficeRecord_recordedAt_idx" ON "OfficeRecord" USING BRIN ("recordedAt");
CREATE TRIGGER "appendOnly" BEFORE UPDATE OR DELETE ON "OfficeRecord"
    FOR EACH ROW EXECUTE FUNCTION "refuseRewriting"();

CREATE TABLE "OfficeRecordEnd" (
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "until" DATE,
    "by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OfficeRecordEnd_pkey" PRIMARY KEY ("key"),
    CONSTRAINT "OfficeRecordEnd_key_fkey" FOREIGN KEY ("key")
        REFERENCES "OfficeRecord" ("key") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "OfficeRecordEnd_recordedAt_idx" ON "OfficeRecordEnd" USING BRIN ("recordedAt");
CREATE TRIGGER "appendOnly" BEFORE UPDATE OR DELETE ON "OfficeRecordEnd"
    FOR EACH ROW EXECUTE FUNCTION "refuseRewriting"();

-- Claims

CREATE TABLE "ReferralUse" (
    "issuer" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "on" DATE NOT NULL,
    "personRef" UUID NOT NULL,
    "institution" TEXT NOT NULL,
    "claimNumber" TEXT NOT NULL,

    CONSTRAINT "ReferralUse_pkey" PRIMARY KEY ("issuer", "number")
);

CREATE TABLE "PersonYear" (
    "personRef" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "amounts" JSONB NOT NULL,

    CONSTRAINT "PersonYear_pkey" PRIMARY KEY ("personRef", "region", "year")
)
-- Written again with every claim of the person: room on the page keeps the row where it is.
WITH (fillfactor = 70);

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
    "known" JSONB NOT NULL,
    "settlement" JSONB NOT NULL,
    "dependsOn" TEXT[],
    "settledAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Claim_pkey" PRIMARY KEY ("institution", "claimNumber")
);
CREATE UNIQUE INDEX "Claim_sequence_key" ON "Claim" ("sequence");
CREATE INDEX "Claim_personRef_region_year_sequence_idx" ON "Claim" ("personRef", "region", "year", "sequence");
-- Claims come in the order of their years, so that a summary of each block finds a year and costs a commit next to
-- nothing.
CREATE INDEX "Claim_year_idx" ON "Claim" USING BRIN ("year");
-- Who was treated for something, and when, by the claims that name their diagnoses. It costs the others nothing. The
-- schema language cannot say it.
CREATE INDEX "claim_diagnosed" ON "Claim" ("personRef", ("request" ->> 'servedOn')) WHERE "request" ? 'diagnoses';
CREATE TRIGGER "appendOnly" BEFORE UPDATE OR DELETE ON "Claim"
    FOR EACH ROW EXECUTE FUNCTION "refuseRewriting"();
CREATE TRIGGER "appendOnlyTruncate" BEFORE TRUNCATE ON "Claim" EXECUTE FUNCTION "refuseRewriting"();

CREATE TABLE "Reversal" (
    "institution" TEXT NOT NULL,
    "claimNumber" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "replacedBy" TEXT,
    "laterClaims" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Reversal_pkey" PRIMARY KEY ("institution", "claimNumber"),
    CONSTRAINT "Reversal_institution_claimNumber_fkey" FOREIGN KEY ("institution", "claimNumber")
        REFERENCES "Claim" ("institution", "claimNumber") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE TRIGGER "appendOnly" BEFORE UPDATE OR DELETE ON "Reversal"
    FOR EACH ROW EXECUTE FUNCTION "refuseRewriting"();
CREATE TRIGGER "appendOnlyTruncate" BEFORE TRUNCATE ON "Reversal" EXECUTE FUNCTION "refuseRewriting"();

-- Reports

CREATE TABLE "StatedFigure" (
    "region" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "insuranceType" TEXT NOT NULL,
    "statistic" TEXT NOT NULL,
    "value" BIGINT NOT NULL,
    "source" TEXT NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StatedFigure_pkey" PRIMARY KEY ("region", "year", "insuranceType", "statistic")
);
