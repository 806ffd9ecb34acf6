/**
 * What a step waits for has not happened yet. The machines match on the name and ask again, within a bound: one state
 * with a Retry instead of a loop of Wait, Task and Choice, each of which costs a transition.
 */
export class NotYet extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotYet';
  }
}
