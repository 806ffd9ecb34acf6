import type {
  ListExportsInput,
  ListExportsOutput,
  ListImportsInput,
  ListImportsOutput,
} from '@aws-sdk/client-cloudformation';
import { page } from '../../../kernel/page.ts';
import type { Call } from '../../../kernel/service.ts';
import { exportsOf, importersOf } from '../engine/exports.ts';
import { validationError } from '../template/template-error.ts';

const PAGE_SIZE = 100;

export function listExports(input: ListExportsInput, call: Call): ListExportsOutput {
  const all = exportsOf(call.kernel, call).sort((a, b) => a.name.localeCompare(b.name));
  const { items, nextToken } = page(all, { limit: PAGE_SIZE, token: input.NextToken, errorCode: 'ValidationError' });
  return {
    Exports: items.map(({ name, value, stackId }) => ({ Name: name, Value: value, ExportingStackId: stackId })),
    NextToken: nextToken,
  };
}

export function listImports(input: ListImportsInput, call: Call): ListImportsOutput {
  const importers = importersOf(call.kernel, call, input.ExportName ?? '');
  if (importers.length === 0) throw validationError(`Export '${input.ExportName}' is not imported by any stack.`);
  const { items, nextToken } = page(importers, {
    limit: PAGE_SIZE,
    token: input.NextToken,
    errorCode: 'ValidationError',
  });
  return { Imports: items, NextToken: nextToken };
}
