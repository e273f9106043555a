import type { IdentityNumber } from '../../domain/identity-number.ts';

/** What is sealed in `Submission.applicantSealed`. */
export interface PersonDetails {
  idNumber: string;
  name: string;
  phone?: string | undefined;
  email?: string | undefined;
  language?: 'zh-CN' | 'en' | undefined;
  /** The patient can hardly leave home 行动不便, as the application says. */
  limitedMobility?: boolean | undefined;
}

/** What is sealed in `Submission.agentSealed`. */
export interface AgentDetails {
  kind: string;
  name: string;
  phone?: string | undefined;
  email?: string | undefined;
  /** How the agent is authorised: a document id, or the office that appointed the agent. */
  authorisation: string;
}

/** What is sealed in `RegistryPerson.detailsSealed` and `OutreachContact.personSealed`. */
export interface RegisteredDetails {
  idNumber: IdentityNumber;
  name: string;
  phone?: string | undefined;
  village?: string | undefined;
}

/** What is sealed in `OutreachContact.helperSealed`. */
export interface HelperDetails {
  name: string;
  phone?: string | undefined;
  language?: 'zh-CN' | 'en' | undefined;
}
