import type { AccountRegion } from '../../kernel/service.ts';
import type { Parameter } from './store.ts';

/** Name patterns instead of names, since AWS and others keep adding some. */
const IMAGE_NAMES = [
  /^\/aws\/service\/ami-amazon-linux-latest\/(?:al2023-ami|amzn2?-ami)-[\w.-]+$/,
  /^\/aws\/service\/ami-windows-latest\/(?:Windows_Server|EC2LaunchV2)-[\w.-]+$/,
  /^\/aws\/service\/canonical\/ubuntu\/[\w./-]+\/ami-id$/,
  /^\/aws\/service\/debian\/(?:daily|release)\/\d+\/latest\/(?:amd64|arm64)$/,
];
const PUBLISHED_AT_MS = Date.UTC(2026, 0, 2);

/**
 * The supported public parameters: the latest Amazon Linux, Windows, Ubuntu, Debian and ECS images. Their values are
 * well-formed image ids, the same in every account, different by name and region.
 */
export function publicParameter(name: string, accountRegion: AccountRegion): Parameter | undefined {
  const value = publicValue(name, accountRegion.region);
  if (value === undefined) return undefined;
  const version = {
    version: 1,
    type: 'String' as const,
    value,
    keyId: undefined,
    description: undefined,
    allowedPattern: undefined,
    tier: 'Standard',
    dataType: name.endsWith('/recommended') ? 'text' : 'aws:ec2:image',
    modifiedAtMs: PUBLISHED_AT_MS,
    modifiedBy: 'AWS',
    labels: [],
  };
  return { name, versions: [version], tags: new Map() };
}

function publicValue(name: string, region: string): string | undefined {
  const image = `ami-${fingerprint(`${name.replace(/\/recommended\/image_id$/, '/recommended')} ${region}`)}`;
  if (IMAGE_NAMES.some((family) => family.test(name))) return image;
  const [, ecsName] =
    /^\/aws\/service\/ecs\/optimized-ami\/(amazon-linux(?:-2(?:023)?)?(?:\/arm64)?)\/recommended/.exec(name) ?? [];
  if (ecsName === undefined) return undefined;
  if (name.endsWith('/recommended/image_id')) return image;
  if (!name.endsWith('/recommended')) return undefined;
  return JSON.stringify({
    image_id: image,
    image_name: `ecs-optimized-${ecsName}`,
    os: 'Amazon Linux',
    schema_version: 1,
  });
}

/** Seventeen hexadecimal digits that depend on the text alone. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return `0${hash.toString(16).padStart(16, '0')}`;
}
