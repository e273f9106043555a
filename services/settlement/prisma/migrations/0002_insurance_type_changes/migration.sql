-- AlterTable
ALTER TABLE "EntitlementChange" ADD COLUMN     "insuranceType" TEXT;
