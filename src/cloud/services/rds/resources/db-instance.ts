import { text } from '../../../kernel/property-values.ts';
import { checkedType } from '../../../resource-types/checked-type.ts';
import { checkInstance, checkInstanceDeletion } from './check-instance.ts';
import { managedSecret, removeManagedSecret } from './managed-secret.ts';

const SMALLEST = /^db\.t\w+\.micro$/;

/** AWS::RDS::DBInstance: `Ref` is the identifier. */
export const dbInstanceType = checkedType({
  typeName: 'AWS::RDS::DBInstance',
  creationRow(properties) {
    if (/^aurora/.test(text(properties, 'Engine') ?? '')) return 'AWS::RDS::DBInstance aurora create';
    const isSmallest = SMALLEST.test(text(properties, 'DBInstanceClass') ?? '');
    return isSmallest ? 'AWS::RDS::DBInstance create' : 'AWS::RDS::DBInstance other create';
  },
  check: checkInstance,
  attributes: (resource, request) => managedSecret(resource, 'db', request),
  checkDeletion: checkInstanceDeletion,
  remove: removeManagedSecret,
});
