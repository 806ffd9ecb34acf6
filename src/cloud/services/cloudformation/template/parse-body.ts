import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from 'yaml';
import { formatError } from './template-error.ts';

const DEPTH_MAX = 100;
const SHORT_TAGS = new Set([
  ...['And', 'Base64', 'Cidr', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap', 'ForEach'],
  ...['GetAZs', 'GetAtt', 'GetStackOutput', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'RefAll', 'Select'],
  ...['Split', 'Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll'],
]);

/** A template body, JSON or YAML, as plain values: short tags become long forms, `!Sub x` is `{"Fn::Sub": "x"}`. */
export function parseBody(body: string): unknown {
  return body.trimStart().startsWith('{') ? parseJson(body) : parseYaml(body);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // A YAML flow mapping starts like JSON; CloudFormation reads it too.
    try {
      return parseYaml(body);
    } catch {
      throw formatError(`JSON not well-formed. ${jsonPosition(body)}`);
    }
  }
}

/** CloudFormation names the line and column at which parsing stopped. */
function jsonPosition(body: string): string {
  let offset = body.length;
  try {
    JSON.parse(body);
  } catch (error) {
    offset = Number(/position (\d+)/.exec(String(error))?.[1] ?? body.length);
  }
  const lines = body.slice(0, offset).split('\n');
  return `(line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1})`;
}

function parseYaml(body: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(body, { lineCounter, uniqueKeys: false, logLevel: 'silent', merge: false });
  const fault = document.errors[0];
  if (fault !== undefined) {
    const at = lineCounter.linePos(fault.pos[0]);
    throw formatError(`YAML not well-formed. (line ${at.line}, column ${at.col})`);
  }
  return plainValue(document.contents, 0);
}

function plainValue(node: Node | null, depth: number): unknown {
  if (depth > DEPTH_MAX) throw formatError(`Template is nested deeper than ${DEPTH_MAX} levels`);
  if (node === null) return null;
  if (isAlias(node)) throw formatError('YAML aliases are not allowed in CloudFormation templates');
  const value = untaggedValue(node, depth);
  const tag = node.tag;
  return tag?.startsWith('!') && !tag.startsWith('!!') ? expandShortTag(tag.slice(1), value) : value;
}

function untaggedValue(node: Node, depth: number): unknown {
  if (isScalar(node)) return scalarValue(node);
  if (isSeq(node)) return node.items.map((item) => plainValue(item as Node | null, depth + 1));
  if (!isMap(node)) throw formatError('unsupported structure');
  const entries = node.items.map((pair) => {
    if (!isScalar(pair.key)) throw formatError('every mapping key must be a string');
    return [String(pair.key.source ?? pair.key.value), plainValue(pair.value as Node | null, depth + 1)];
  });
  return Object.fromEntries(entries);
}

/** Digits with a leading zero are an account id or a postal code, never a number; so are dates. */
function scalarValue(node: Scalar): unknown {
  if (typeof node.value === 'bigint' || node.value instanceof Date) return node.source ?? String(node.value);
  if (typeof node.value !== 'number') return node.value;
  const source = node.source ?? '';
  return /^[+-]?0[0-9]/.test(source) || !Number.isSafeInteger(Math.trunc(node.value)) ? source : node.value;
}

function expandShortTag(name: string, value: unknown): unknown {
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (!SHORT_TAGS.has(name)) throw formatError(`YAML tag !${name} is not supported`);
  if (name === 'GetAtt' && typeof value === 'string') return { 'Fn::GetAtt': splitAtFirstDot(value) };
  return { [`Fn::${name}`]: value };
}

/** `Stack.Outputs.Url` names the attribute `Outputs.Url` of `Stack`. */
export function splitAtFirstDot(path: string): string[] {
  const dot = path.indexOf('.');
  return dot < 0 ? [path] : [path.slice(0, dot), path.slice(dot + 1)];
}
