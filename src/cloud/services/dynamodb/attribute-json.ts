/** DynamoDB's JSON form writes binary values in base64; the SDK's shapes have them as bytes. */
export function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  return mapMembers(value, toJson);
}

/** The reverse: only an attribute value has a member `B` that is text, or `BS` that is a list. */
export function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== 'object' || value === null) return value;
  const { B, BS } = value as { B?: unknown; BS?: unknown };
  if (typeof B === 'string') return { B: bytes(B) };
  if (Array.isArray(BS)) return { BS: BS.map(bytes) };
  return mapMembers(value, fromJson);
}

function mapMembers(value: unknown, map: (member: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, map(member)]));
}

function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
