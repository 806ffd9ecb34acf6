/** What a state waits for has not happened yet. The machines match on the name and call the state again, within a limit. */
export class NotYet extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotYet';
  }
}
