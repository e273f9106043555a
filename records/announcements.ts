/** Channel on which a decision announces itself as it is committed, for calls that wait; the payload is the case's id. */
export const decidedChannel = 'case_decided';
