export { anchorAudit } from './anchor-audit.ts';
export { application } from './application.ts';
export { outreachRound } from './outreach-round.ts';
export { reconcile } from './reconcile.ts';
export { registryEvents } from './registry-events.ts';
export { renewalRound } from './renewal-round.ts';
export { homeVisit } from './home-visit.ts';
