type Properties = Readonly<Record<string, unknown>>;

/** A property as text: templates write numbers and booleans either way. */
export function text(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return value === undefined ? undefined : String(value);
}

/** A property as a number; `undefined` where it is not set. */
export function number(properties: Properties, name: string): number | undefined {
  const value = text(properties, name);
  return value === undefined ? undefined : Number(value);
}

export function isTrue(properties: Properties, name: string): boolean {
  return text(properties, name) === 'true';
}
