/**
 * Channel on which a case announces, as it is committed, that it is decided or now waits for people: calls that wait
 * for a quick answer have it then. The payload is the case's id.
 */
export const answeredChannel = 'case_answered';
