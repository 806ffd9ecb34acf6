import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { ended } from '../../bin/ended.ts';

/** A cloud with one task, whose process says its id. */
const CLOUD = `
import { pushImage } from './test/cloud/ecs/push-image.ts';
import { untilRollout, webService, webStage, webTaskDefinition } from './test/cloud/ecs/web-stage.ts';
const server = \`
import { createServer } from 'node:http';
createServer((request, response) => response.end(String(process.pid))).listen(Number(process.env.PORT));
process.on('SIGTERM', () => {});
\`;
const stage = await webStage({ clock: { speed: 60 } });
const image = await pushImage(stage.kernel, {
  repository: 'hello',
  tag: 'one',
  files: { 'app/server.mjs': server },
  command: ['node', 'server.mjs'],
  workingDirectory: '/app',
});
await stage.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(image.reference));
const loadBalancers = [{ targetGroupArn: stage.targetGroups.one, containerName: 'app', containerPort: 8080 }];
await stage.call('ecs', 'CreateService', webService(stage, { desiredCount: 1, loadBalancers }));
await untilRollout(stage, 'COMPLETED');
console.log((await stage.get('/')).text);
setInterval(() => {}, 1000);
`;

test('the processes of tasks end when the cloud is killed', async () => {
  const cloud = spawn(process.execPath, ['--input-type=module-typescript', '-e', CLOUD], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void cloud.kill('SIGKILL'));
  const [pid] = (await once(createInterface({ input: cloud.stdout }), 'line')) as [string];
  expect(process.kill(Number(pid), 0)).toBe(true);
  cloud.kill('SIGKILL');
  await ended(Number(pid));
});
