import { evaluateIntrinsic } from '../../asl/intrinsic-function.ts';
import { lookupPath } from '../../asl/json-path.ts';
import { evaluateTyped } from '../../asl/jsonata-template.ts';
import { RuntimeFault, StatesError } from '../../asl/states-error.ts';
import { type Frame, jsonataScope, pathRoots, type StateResult } from '../frame.ts';

export async function runFail(frame: Frame): Promise<StateResult> {
  throw new StatesError(await textOf(frame, 'Error'), await textOf(frame, 'Cause'));
}

async function textOf(frame: Frame, field: 'Error' | 'Cause'): Promise<string | undefined> {
  const text = frame.state[field];
  if (frame.language === 'JSONata') {
    if (text === undefined) return undefined;
    return (await evaluateTyped(text, { location: field, type: 'string' }, jsonataScope(frame))) as string;
  }
  const path = frame.state[`${field}Path`];
  return path === undefined ? text : textAt(frame, `${field}Path`, path);
}

function textAt(frame: Frame, field: string, path: string): string {
  const roots = pathRoots(frame, frame.input);
  const value = path.startsWith('$') ? lookupPath(path, roots) : evaluateIntrinsic(path, roots, frame.run.host);
  if (typeof value === 'string') return value;
  throw new RuntimeFault(
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input ` +
      `'${JSON.stringify(frame.input)}'`,
  );
}
