import * as schemas from '@aws-sdk/client-route-53';
import type { ResourceType, Service } from '../../kernel/service.ts';
import * as zones from './hosted-zones.ts';
import { changeResourceRecordSets, listResourceRecordSets } from './record-sets.ts';
import { hostedZoneType } from './resources/hosted-zone.ts';
import { recordSetType } from './resources/record-set.ts';
import { publishZones } from './store.ts';
import { changeTagsForResource, listTagsForResource } from './tags.ts';

export const route53: Service = {
  signingName: 'route53',
  schemas,
  operations: {
    CreateHostedZone: zones.createHostedZone,
    GetHostedZone: zones.getHostedZone,
    ListHostedZones: zones.listHostedZones,
    ListHostedZonesByName: zones.listHostedZonesByName,
    DeleteHostedZone: zones.deleteHostedZone,
    GetChange: zones.getChange,
    ChangeResourceRecordSets: changeResourceRecordSets,
    ListResourceRecordSets: listResourceRecordSets,
    ListTagsForResource: listTagsForResource,
    ChangeTagsForResource: changeTagsForResource,
  },
  resume: publishZones,
};

export const route53ResourceTypes: readonly ResourceType[] = [hostedZoneType, recordSetType];
