import { z } from 'zod';

/** An image as a release names it. */
export interface ImageReference {
  /** Host of the ECR registry, when the full address was given. */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const registry = '(?:(?<registry>[0-9]{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(?:\\.cn)?)/)?';
const repository = '(?<repository>[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*)';
const version = '(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127})|@(?<digest>sha256:[0-9a-f]{64}))';
const pattern = new RegExp(`^${registry}${repository}${version}$`);

const imageLengthMax = 512;

/** `hello:2`, `hello@sha256:...`, or either behind the address of an ECR registry; undefined for anything else. */
export function parseImage(text: string): ImageReference | undefined {
  const groups = text.length <= imageLengthMax ? pattern.exec(text)?.groups : undefined;
  // `docker.io/library/hello` would be a repository name, but refers to another registry.
  if (!groups?.repository || /^[^/]*\.[^/]*\//.test(groups.repository)) return undefined;
  return {
    repository: groups.repository,
    ...(groups.registry !== undefined && { registry: groups.registry }),
    ...(groups.tag !== undefined && { tag: groups.tag }),
    ...(groups.digest !== undefined && { digest: groups.digest }),
  };
}

/** `ami-...`: what an application on machines is released as. */
export function isMachineImage(text: string): boolean {
  return /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(text);
}

export const Image = z
  .string()
  .max(imageLengthMax)
  .refine(
    (text) => parseImage(text) !== undefined || isMachineImage(text),
    'name an image by tag or digest, such as hello:2, hello@sha256:... or a full ECR URI, or an AMI by its id, ami-...',
  );
