/** One account in one region: the key of every store and a part of every ARN. */
export interface AccountRegion {
  readonly account: string;
  readonly region: string;
}
