/** Something that the person at the keyboard can mend; the message is one sentence that says what to do. */
export class StackFailure extends Error {
  override readonly name = 'StackFailure';
}
