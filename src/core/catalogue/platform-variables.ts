/** Environment variables that the platform sets in every container, and that specs and components must not set. */
export const PLATFORM_VARIABLES: ReadonlySet<string> = new Set([
  'PORT',
  'ENVIRONMENT',
  'APPLICATION',
  'RELEASE',
  'S3_BUCKET',
  'KMS_MASTER_KEY',
  'LOAD_BALANCER',
  'SERVICE_DISCOVERY',
]);
