import { beforeEach, expect, test } from 'vitest';
import type { ApiRequest } from '../../../src/core/api/exchange.ts';
import { createRelease } from '../../../src/core/api/releases.ts';
import type { Release } from '../../../src/core/entities.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import type { Ports } from '../../../src/core/ports/index.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { application, world } from '../release/fake-world.ts';

const source = 'environments/test/applications/hello';
const registry = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const now = '2026-11-20T12:00:00.000Z';
const digests = { one: `sha256:${'1'.repeat(64)}`, two: `sha256:${'2'.repeat(64)}` };

let ports: Ports;
/** Images that the registry has, by digest. */
let kept: Set<string>;

// An application in `dev` that has no release yet. Its namesake in `test` is what a test makes live there.
beforeEach(async () => {
  kept = new Set(Object.values(digests));
  const { ports: plain } = await world();
  const resolveImage: Ports['images']['resolve'] = async (_, repository, version) => {
    const digest = 'digest' in version ? version.digest : '';
    return kept.has(digest) ? { digest, uri: `${registry}/${repository}@${digest}` } : undefined;
  };
  ports = { ...plain, images: { ...plain.images, resolve: resolveImage } };
});

/** This image is live in `test`. */
async function live(number: number, given: Pick<Release, 'image' | 'imageUri' | 'digest'>): Promise<void> {
  const rest = { slot: 'one', status: 'live', stackName: 's', operationId: 'op_0', createdAt: now } as const;
  await ports.state.createRelease({ ...rest, ...given, scope: source, number, spec: {}, removed: false, version: 0 });
  const scopeState = newScopeState(source, now);
  const users = { slot: 'one', release: number, weights: { one: 100, two: 0 }, since: now } as const;
  await ports.state.updateScopeState(source, (before) => ({ ...(before ?? scopeState), live: users }));
}

const named = (tag: string, digest: string) => ({
  image: `hello:${tag}`,
  imageUri: `${registry}/hello@${digest}`,
  digest,
});

/** Asks for what is live in `test`, and answers the operation's id. */
async function promote(idempotencyKey?: string): Promise<string> {
  const asked: ApiRequest = {
    caller: { principal: 'ana', sourceIp: '' },
    grants: [],
    path: { environment: 'dev', application: 'hello' },
    query: {},
    idempotencyKey,
    ifMatch: undefined,
    body: { from: 'environments/test' },
  };
  return ((await createRelease(asked, ports)).body as { id: string }).id;
}

test('what is promoted keeps the name that people know it by, and is the same digest', async () => {
  await live(7, named('2', digests.two));
  await resolve({ operationId: await promote() }, ports);
  expect(await ports.state.readRelease(application, 1)).toMatchObject(named('2', digests.two));
});

test('asked again under the same key it is the same promotion, whatever is live there by now', async () => {
  await live(7, named('1', digests.one));
  const first = await promote('key');
  await live(8, named('2', digests.two));
  expect(await promote('key')).toBe(first);
});

test('what the registry does not keep any more is not promoted', async () => {
  await live(7, named('2', digests.two));
  kept.clear();
  await expect(promote()).rejects.toMatchObject({ code: 'ImageNotFound' });
});

test('a machine image is not promoted to containers', async () => {
  const ami = 'ami-0123456789abcdef0';
  await live(7, { image: ami, imageUri: ami, digest: ami });
  await expect(promote()).rejects.toMatchObject({ code: 'InvalidRequest' });
});

test('where nothing is live there is nothing to promote', async () => {
  await expect(promote()).rejects.toMatchObject({ code: 'ReleaseNotFound' });
});
