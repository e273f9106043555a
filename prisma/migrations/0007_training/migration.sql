-- CreateTable
CREATE TABLE "Training" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "on" DATE NOT NULL,
    "validUntil" DATE,
    "recordedBy" TEXT NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Training_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Training_subject_topic_on_key" ON "Training"("subject", "topic", "on");

-- AddForeignKey
ALTER TABLE "Training" ADD CONSTRAINT "Training_subject_fkey" FOREIGN KEY ("subject") REFERENCES "StaffMember"("subject") ON DELETE RESTRICT ON UPDATE CASCADE;
