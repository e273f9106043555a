-- AlterTable
ALTER TABLE "Message"
    ADD COLUMN "role" TEXT NOT NULL DEFAULT 'patient',
    ADD COLUMN "required" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "code" TEXT,
    ADD COLUMN "unreachedSince" TIMESTAMPTZ(3),
    ADD COLUMN "settledAs" TEXT,
    ADD COLUMN "settledAt" TIMESTAMPTZ(3);

-- Letters printed before bear no code; theirs is nobody's to guess.
UPDATE "Message" SET "code" = replace(gen_random_uuid()::text, '-', '');

ALTER TABLE "Message" ALTER COLUMN "role" DROP DEFAULT, ALTER COLUMN "code" SET NOT NULL;

-- AlterTable
ALTER TABLE "Delivery"
    ADD COLUMN "rank" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "report" TEXT,
    ADD COLUMN "reportedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "Preference" (
    "recipientRef" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "chosenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Preference_pkey" PRIMARY KEY ("recipientRef")
);

-- CreateIndex
CREATE UNIQUE INDEX "Message_code_key" ON "Message"("code");

-- CreateIndex
CREATE INDEX "Message_unreachedSince_id_idx" ON "Message"("unreachedSince", "id");
