/** How soon a state is to be called again: soon, or within about a minute. The machines match on the name. */
export type NotYetName = 'NotYet' | 'NotYetForMinutes';

/** What a state waits for has not happened yet. The machines match on the name and call the state again, within a limit. */
export class NotYet extends Error {
  constructor(message: string, name: NotYetName = 'NotYet') {
    super(message);
    this.name = name;
  }
}
