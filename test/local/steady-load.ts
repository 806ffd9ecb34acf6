import { Agent, request } from 'node:http';

/** What became of one request: the version that answered, or what went wrong. */
export type Outcome = '1' | '2' | (string & {});

export interface SteadyLoad {
  /** Outcomes of the requests that were sent in this phase, each of them answered. */
  outcomes(phase: string): Promise<readonly Outcome[]>;
  /** What is sent from now on belongs to another phase. */
  enter(phase: string): void;
  /**
   * Lets requests be sent until one that was sent after this call comes to this outcome. A load balancer goes over to new
   * weights at once, but seconds after it has taken them, and nothing tells when: only its answers do.
   */
  until(outcome: Outcome): Promise<void>;
  /** Lets so many more requests be sent and answered in this phase. */
  more(count: number): Promise<void>;
  stop(): void;
}

const PER_SECOND = 50;

/** Sends 50 requests a second, every other one on a connection of its own and the rest on connections that are kept. */
export function steadyLoad(url: string): SteadyLoad {
  const agents = [new Agent({ keepAlive: false }), new Agent({ keepAlive: true })];
  const phases = new Map<string, Promise<Outcome>[]>();
  let phase = 'start';
  let sent = 0;
  const sentIn = (name: string) => {
    const known = phases.get(name) ?? [];
    phases.set(name, known);
    return known;
  };
  const timer = setInterval(() => {
    sentIn(phase).push(outcomeOf(url, agents[sent % agents.length]!));
    sent++;
  }, 1000 / PER_SECOND);
  const send = async (count: number) => {
    const enough = sent + count;
    while (sent < enough) await new Promise((resolve) => setTimeout(resolve, 1000 / PER_SECOND));
  };
  return {
    outcomes: (name) => Promise.all(sentIn(name)),
    enter(name) {
      phase = name;
    },
    async until(outcome) {
      do await send(1);
      while ((await sentIn(phase).at(-1)) !== outcome);
    },
    async more(count) {
      await send(count);
      await Promise.all(sentIn(phase));
    },
    stop() {
      clearInterval(timer);
      for (const agent of agents) agent.destroy();
    },
  };
}

function outcomeOf(url: string, agent: Agent): Promise<Outcome> {
  return new Promise((resolve) => {
    const sending = request(url, { agent }, (response) => {
      response.resume();
      response.once('error', (error) => resolve(error.message));
      response.once('end', () => {
        resolve(response.statusCode === 200 ? String(response.headers['x-version']) : `status ${response.statusCode}`);
      });
    });
    sending.once('error', (error) => resolve(error.message));
    sending.end();
  });
}
