-- Messages, and what became of them

CREATE TABLE "Message" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "caseRef" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "required" BOOLEAN NOT NULL DEFAULT false,
    "bodySealed" BYTEA NOT NULL,
    "acceptedAt" TIMESTAMPTZ(3) NOT NULL,
    "code" TEXT NOT NULL,
    "unreachedSince" TIMESTAMPTZ(3),
    "settledAs" TEXT,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Message_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Message_key_key" ON "Message" ("key");
CREATE UNIQUE INDEX "Message_code_key" ON "Message" ("code");
CREATE INDEX "Message_caseRef_idx" ON "Message" ("caseRef");
CREATE INDEX "Message_unreachedSince_id_idx" ON "Message" ("unreachedSince", "id");

CREATE TABLE "Delivery" (
    "messageId" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rank" INTEGER NOT NULL DEFAULT 0,
    "report" TEXT,
    "reportedAt" TIMESTAMPTZ(3),
    "reportDueAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("messageId", "channel"),
    CONSTRAINT "Delivery_messageId_fkey" FOREIGN KEY ("messageId")
        REFERENCES "Message" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "Delivery_nextAttemptAt_idx" ON "Delivery" ("nextAttemptAt");
CREATE INDEX "Delivery_reportDueAt_idx" ON "Delivery" ("reportDueAt");

CREATE TABLE "Attempt" (
    "messageId" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "beganAt" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT,
    "detail" TEXT,

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("messageId", "channel", "number"),
    CONSTRAINT "Attempt_messageId_channel_fkey" FOREIGN KEY ("messageId", "channel")
        REFERENCES "Delivery" ("messageId", "channel") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "Preference" (
    "recipientRef" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "chosenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Preference_pkey" PRIMARY KEY ("recipientRef")
);

-- What the templates said. Append-only for everybody, the owner of the table included, which the schema language cannot
-- say.

CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TABLE "TemplateVersion" (
    "template" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "sentences" JSONB NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TemplateVersion_pkey" PRIMARY KEY ("template", "version")
);
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "TemplateVersion"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only_truncate" BEFORE TRUNCATE ON "TemplateVersion"
    EXECUTE FUNCTION "refuse_change"();

-- Of the simulated providers

CREATE TABLE "Received" (
    "reference" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "contentSealed" BYTEA NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "arrivals" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Received_pkey" PRIMARY KEY ("reference")
);
CREATE INDEX "Received_receivedAt_idx" ON "Received" ("receivedAt" DESC);
