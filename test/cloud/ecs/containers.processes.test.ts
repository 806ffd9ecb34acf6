import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { statusPages } from '../../../src/cloud/kernel/status-pages.ts';
import { pushImage } from './push-image.ts';
import { untilRollout, type WebStage, webService, webStage, webTaskDefinition, weightedForward } from './web-stage.ts';

/** A server that tells its version, takes 50 ms for each answer, and finishes what it has begun when asked to end. */
const SERVER = `
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  if (request.url === '/crash') process.exit(7);
  setTimeout(() => response.end(process.env.VERSION), 50);
});
server.listen(Number(process.env.PORT), () => console.log('listening as ' + process.env.VERSION));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;

let stage: WebStage | undefined;

afterEach(async () => {
  await stage?.kernel.stop();
  stage = undefined;
});

async function serve(slot: 'one' | 'two', server = SERVER, more: object = {}): Promise<void> {
  const image = await pushImage(stage!.kernel, {
    repository: 'hello',
    tag: slot,
    files: { 'app/server.mjs': server },
    command: ['node', 'server.mjs'],
    workingDirectory: '/app',
  });
  const container = { environment: [{ name: 'VERSION', value: slot }] };
  await stage!.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(image.reference, { family: slot, container }));
  const loadBalancers = [{ targetGroupArn: stage!.targetGroups[slot], containerName: 'app', containerPort: 8080 }];
  await stage!.call(
    'ecs',
    'CreateService',
    webService(stage!, { serviceName: slot, taskDefinition: slot, loadBalancers, ...more }),
  );
}

describe('an ECS service on local processes', () => {
  it('loses no request while weights change and, when the change has propagated, the old service stops', async () => {
    stage = await webStage({ clock: { speed: 60 } });
    await serve('one');
    await serve('two');
    await Promise.all([untilRollout(stage, 'COMPLETED', 'one'), untilRollout(stage, 'COMPLETED', 'two')]);
    const answers: Promise<{ status: number; text: string }>[] = [];
    const steady = setInterval(() => answers.push(stage!.get('/')), 20);
    const Actions = [weightedForward(stage.targetGroups, 0, 100)];
    await stage.call('elasticloadbalancing', 'ModifyRule', { RuleArn: stage.ruleArn, Actions });
    await stage.kernel.clock.sleep(60);
    await stage.call('ecs', 'DeleteService', { cluster: 'dev', service: 'one', force: true });
    for (let inactive = false; !inactive; ) {
      await stage.kernel.clock.sleep(5);
      const { services } = await stage.call('ecs', 'DescribeServices', { cluster: 'dev', services: ['one'] });
      inactive = services[0].status === 'INACTIVE';
    }
    await stage.kernel.clock.sleep(60);
    clearInterval(steady);
    const settled = await Promise.all(answers);
    expect(settled.length).toBeGreaterThan(10);
    expect(new Set(settled.map(({ status }) => status))).toEqual(new Set([200]));
    expect(settled.at(-1)!.text).toBe('two');
  });

  it('opens the listener on a loopback port', async () => {
    stage = await webStage({ clock: { speed: 60 } });
    await serve('one', SERVER, { desiredCount: 1 });
    await untilRollout(stage, 'COMPLETED', 'one');
    const listeners = statusPages(stage.kernel).get('listeners')!() as { url: string; port: number; dnsName: string }[];
    expect(listeners).toMatchObject([{ port: 80, dnsName: stage.dnsName, listenerArn: stage.listenerArn }]);
    const answer = await fetch(`${listeners[0]!.url}/any`);
    expect(await answer.text()).toBe('one');
  });

  it('reports the exit code of a container that crashes, and replaces its task', async () => {
    stage = await webStage({ clock: { speed: 60 } });
    await serve('one', SERVER, { desiredCount: 1 });
    await untilRollout(stage, 'COMPLETED', 'one');
    await stage.get('/crash');
    const crashed = async (): Promise<Record<string, unknown>> => {
      const found = stage!.events.find(({ detail }) => detail.lastStatus === 'STOPPED');
      if (found !== undefined) return found.detail;
      await stage!.kernel.clock.sleep(1);
      return crashed();
    };
    expect(await crashed()).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'app', exitCode: 7 }],
    });
  });

  it('leaves no process behind when the cloud stops while its tasks start', async () => {
    stage = await webStage({ clock: { speed: 60 } });
    const marker = join(tmpdir(), `cloud-started-${process.pid}`);
    await serve('one', `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(marker)}, '');`);
    await stage.kernel.clock.sleep(5);
    await stage.kernel.stop();
    await stage.kernel.clock.sleep(120);
    expect(existsSync(marker)).toBe(false);
  });

  it('answers for a public image, which no registry within reach holds', async () => {
    stage = await webStage({ clock: { speed: 60 } });
    const reference = 'public.ecr.aws/docker/library/httpd:2.4';
    await stage.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(reference));
    await stage.call('ecs', 'CreateService', webService(stage, { desiredCount: 1 }));
    await untilRollout(stage, 'COMPLETED');
    expect(await stage.get('/')).toEqual({ status: 200, text: JSON.stringify({ image: reference }) });
  });
});
