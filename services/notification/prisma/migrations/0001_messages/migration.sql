-- CreateTable
CREATE TABLE "Message" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "caseRef" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "bodySealed" BYTEA NOT NULL,
    "acceptedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Delivery" (
    "messageId" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("messageId","channel")
);

-- CreateTable
CREATE TABLE "Attempt" (
    "messageId" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "beganAt" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT,
    "detail" TEXT,

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("messageId","channel","number")
);

-- CreateTable
CREATE TABLE "Received" (
    "reference" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "contentSealed" BYTEA NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "arrivals" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Received_pkey" PRIMARY KEY ("reference")
);

-- CreateIndex
CREATE UNIQUE INDEX "Message_key_key" ON "Message"("key");

-- CreateIndex
CREATE INDEX "Message_caseRef_idx" ON "Message"("caseRef");

-- CreateIndex
CREATE INDEX "Delivery_nextAttemptAt_idx" ON "Delivery"("nextAttemptAt");

-- CreateIndex
CREATE INDEX "Received_receivedAt_idx" ON "Received"("receivedAt" DESC);

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_messageId_channel_fkey" FOREIGN KEY ("messageId", "channel") REFERENCES "Delivery"("messageId", "channel") ON DELETE RESTRICT ON UPDATE CASCADE;
