import {
  DescribeRepositoriesCommand,
  ECRClient,
  ListTagsForResourceCommand as ListRepositoryTagsCommand,
} from '@aws-sdk/client-ecr';
import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  ListHostedZonesByNameCommand,
  ListTagsForResourceCommand as ListZoneTagsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { NamedType, NameHolder, Names, Target } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';
import { clientFor } from './clients.ts';

/** ECR, ECS and Route 53, asked for names. */
export const names: Names = {
  holder: (target, type, name) => finders[type](target, name),
};

const finders: Readonly<Record<NamedType, (target: Target, name: string) => Promise<NameHolder | undefined>>> = {
  'AWS::ECR::Repository': repository,
  'AWS::ECS::Cluster': cluster,
  'AWS::Route53::HostedZone': hostedZone,
};

async function repository(target: Target, name: string): Promise<NameHolder | undefined> {
  const client = clientFor(ECRClient, target);
  const look = client.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }));
  const arn = (await unlessAws(['RepositoryNotFoundException'], look, undefined))?.repositories?.[0]?.repositoryArn;
  if (arn === undefined) return undefined;
  const { tags } = await client.send(new ListRepositoryTagsCommand({ resourceArn: arn }));
  return { arn, physicalId: name, tags: tagsOf(tags) };
}

/** ECS shows a deleted cluster as INACTIVE for a while; its name is free. */
async function cluster(target: Target, name: string): Promise<NameHolder | undefined> {
  const command = new DescribeClustersCommand({ clusters: [name], include: ['TAGS'] });
  const { clusters = [] } = await clientFor(ECSClient, target).send(command);
  const [found] = clusters.filter(({ status }) => status !== 'INACTIVE');
  if (found?.clusterArn === undefined) return undefined;
  const tags = found.tags?.map(({ key, value }) => ({ Key: key, Value: value }));
  return { arn: found.clusterArn, physicalId: name, tags: tagsOf(tags) };
}

/** The list begins at the name, and names are in it with a final dot. */
async function hostedZone(target: Target, name: string): Promise<NameHolder | undefined> {
  const client = clientFor(Route53Client, target);
  const { HostedZones = [] } = await client.send(new ListHostedZonesByNameCommand({ DNSName: name, MaxItems: 10 }));
  const found = HostedZones.find((zone) => zone.Name === `${name}.` && zone.Config?.PrivateZone !== true);
  const id = found?.Id?.replace('/hostedzone/', '');
  if (id === undefined) return undefined;
  const { ResourceTagSet } = await client.send(new ListZoneTagsCommand({ ResourceType: 'hostedzone', ResourceId: id }));
  return { arn: `arn:aws:route53:::hostedzone/${id}`, physicalId: id, tags: tagsOf(ResourceTagSet?.Tags) };
}

function tagsOf(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): NameHolder['tags'] {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
