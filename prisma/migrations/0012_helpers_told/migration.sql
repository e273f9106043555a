-- AlterTable
ALTER TABLE "OutreachContact" ADD COLUMN     "assignments" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "contactBy" DATE,
ADD COLUMN     "toldAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "SamplingDraw" ADD COLUMN     "idempotencyKey" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "SamplingDraw_openedBy_idempotencyKey_key" ON "SamplingDraw"("openedBy", "idempotencyKey");

-- By hand: what the schema language cannot say.

-- What was found so far was found in the registers; whoever helps already needs no word of it.
UPDATE "OutreachContact" SET "found" = "found" || '{"source": "registers"}' WHERE "found" IS NOT NULL;
UPDATE "OutreachContact" SET "assignments" = 1, "toldAt" = "assignedAt" WHERE "helper" IS NOT NULL;

-- Whose helper is to be sent word, in this order.
CREATE INDEX "outreach_contact_untold" ON "OutreachContact" ("id") WHERE "state" = 'open' AND "helper" IS NOT NULL AND "toldAt" IS NULL;
