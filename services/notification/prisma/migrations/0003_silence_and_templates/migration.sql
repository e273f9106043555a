-- AlterTable
ALTER TABLE "Delivery" ADD COLUMN "reportDueAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "Delivery_reportDueAt_idx" ON "Delivery"("reportDueAt");

-- CreateTable
CREATE TABLE "TemplateVersion" (
    "template" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "sentences" JSONB NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TemplateVersion_pkey" PRIMARY KEY ("template","version")
);

-- By hand: what the schema language cannot say. Append-only for everybody, the owner of the table included.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "TemplateVersion" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "TemplateVersion" EXECUTE FUNCTION "refuse_change"();
