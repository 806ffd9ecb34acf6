/** A quota that the embedded cloud enforces, with AWS's code, name and default value. */
export interface Quota {
  readonly serviceCode: string;
  readonly code: string;
  readonly name: string;
  readonly value: number;
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
export const vpcsPerRegion: Quota = {
  serviceCode: 'vpc',
  code: 'L-F678F1CE',
  name: 'VPCs per Region',
  value: 5,
};

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
export const addressesPerRegion: Quota = {
  serviceCode: 'ec2',
  code: 'L-0263D0A3',
  name: 'EC2-VPC Elastic IPs',
  value: 5,
};
