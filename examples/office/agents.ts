import type { agentKinds } from '../../api/cases/submission/form.ts';
import type { Person } from './people.ts';

export type AgentKind = (typeof agentKinds)[number];

/** By what each kind of agent acts, as the paper in the file would say. */
export const authorisations: Readonly<Record<AgentKind, (person: Person) => string>> = {
  guardian: () => '监护关系证明（示例）',
  relative: () => '亲属授权委托书（示例）',
  villageCommittee: ({ village }) => `${village}委员会代办登记（示例）`,
  firstSecretary: ({ village }) => `${village}第一书记任职文件（示例）`,
  residentCadre: ({ village }) => `${village}驻村干部派驻文件（示例）`,
  helpResponsible: () => '帮扶责任人结对登记表（示例）',
  familyDoctor: () => '家庭医生签约服务协议（示例）',
};
