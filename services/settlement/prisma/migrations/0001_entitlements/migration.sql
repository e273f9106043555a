-- CreateTable
CREATE TABLE "FilingCounter" (
    "region" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "FilingCounter_pkey" PRIMARY KEY ("region","year")
);

-- CreateTable
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

-- CreateTable
CREATE TABLE "EntitlementChange" (
    "filingNumber" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "until" DATE,
    "institution" TEXT,
    "reason" TEXT NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "EntitlementChange_pkey" PRIMARY KEY ("filingNumber","version")
);

-- CreateIndex
CREATE UNIQUE INDEX "Entitlement_key_key" ON "Entitlement"("key");

-- CreateIndex
CREATE INDEX "Entitlement_personRef_idx" ON "Entitlement"("personRef");

-- CreateIndex
CREATE UNIQUE INDEX "EntitlementChange_key_key" ON "EntitlementChange"("key");

-- AddForeignKey
ALTER TABLE "EntitlementChange" ADD CONSTRAINT "EntitlementChange_filingNumber_fkey" FOREIGN KEY ("filingNumber") REFERENCES "Entitlement"("filingNumber") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was registered stays as it was registered; corrections are further rows.
CREATE FUNCTION "refuseRewriting"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of "%" are only ever added', TG_TABLE_NAME;
END $$;

CREATE TRIGGER "appendOnly" BEFORE UPDATE OR DELETE ON "Entitlement"
    FOR EACH ROW EXECUTE FUNCTION "refuseRewriting"();

CREATE TRIGGER "appendOnly" BEFORE UPDATE OR DELETE ON "EntitlementChange"
    FOR EACH ROW EXECUTE FUNCTION "refuseRewriting"();
