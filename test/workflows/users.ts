import type { Stage } from './harness.ts';

export interface Users {
  /** Sends everybody home and answers what they saw: each version, and each status that was not 200, with how often. */
  leave(): Promise<Readonly<Record<string, number>>>;
}

const requestsPerSecond = 2;

/** Users who ask an application through its load balancer, again and again, until they are sent home. */
export async function arrive(stage: Stage, application: string): Promise<Users> {
  const { url } = (await stage.send('GET', `/${application}`)).body as { url: string };
  const seen: Record<string, number> = {};
  let here = true;
  const asking = (async () => {
    while (here) {
      const answer = await versionAt(stage, url);
      seen[answer] = (seen[answer] ?? 0) + 1;
      await stage.sleep(1 / requestsPerSecond);
    }
  })();
  return {
    async leave() {
      here = false;
      await asking;
      return seen;
    },
  };
}

/** A change of a rule takes the load balancer a few seconds, and one in a hundred half a minute. */
export const propagationSeconds = 90;

/** What users of the application see once the load balancer has caught up. */
export async function versionOf(stage: Stage, application: string): Promise<string> {
  await stage.sleep(propagationSeconds);
  const { url } = (await stage.send('GET', `/${application}`)).body as { url: string };
  return versionAt(stage, url);
}

async function versionAt({ plinth }: Stage, url: string): Promise<string> {
  const response = await plinth.transport.fetch(url);
  const text = await response.text();
  return response.status === 200
    ? `version ${(JSON.parse(text) as { version: string }).version}`
    : `status ${response.status}`;
}
