import { buildSync } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import { dynamodb } from '../../../src/cloud/services/dynamodb/index.ts';
import { serveWire } from '../../../src/cloud/wire/server.ts';
import { functionCloud, stopClouds } from './function-cloud.ts';

afterEach(stopClouds);

const SOURCE = `
  import { Logger } from '@aws-lambda-powertools/logger';
  import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
  import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
  import middy from '@middy/core';

  const logger = new Logger({ serviceName: 'bundle' });
  const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const lambda = new LambdaClient({});

  export const handler = middy()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .handler(async (event) => {
      await table.send(new PutCommand({ TableName: 'things', Item: { id: event.id, at: Date.now() } }));
      const { Item } = await table.send(new GetCommand({ TableName: 'things', Key: { id: event.id } }));
      const missing = await table
        .send(new GetCommand({ TableName: 'nowhere', Key: { id: '1' } }))
        .catch((error) => error.name);
      const { Functions } = await lambda.send(new ListFunctionsCommand({}));
      logger.info('stored', { id: Item.id });
      return { item: Item, missing, functions: Functions.map(({ FunctionName }) => FunctionName) };
    });
`;

function bundle(format: 'cjs' | 'esm'): string {
  const { outputFiles } = buildSync({
    stdin: { contents: SOURCE, resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true,
    format,
    platform: 'node',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    write: false,
    ...(format === 'esm'
      ? {
          banner: {
            js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
          },
        }
      : {}),
  });
  return outputFiles[0]!.text;
}

describe('a bundle of AWS clients, middy and Powertools', () => {
  it.each([
    ['CommonJS', 'cjs', 'index.js'],
    ['ES module', 'esm', 'index.mjs'],
  ] as const)('reaches the cloud through its own endpoint, as a %s', async (_what, format, file) => {
    const { kernel, call, create, invoke, logs } = functionCloud({}, [dynamodb]);
    await serveWire(kernel, false);
    await call(
      'CreateTable',
      {
        TableName: 'things',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
      'dynamodb',
    );
    await kernel.clock.drive(kernel.clock.sleep(60));
    await create('app', { [file]: bundle(format) }, { Timeout: 20 });

    const { result } = await invoke('app', { id: 'a' });

    expect(result).toMatchObject({ item: { id: 'a' }, missing: 'ResourceNotFoundException', functions: ['app'] });
    expect(new Date(result.item.at).getUTCFullYear()).toBe(2026);
    const line = (await logs('app')).find((message) => message.includes('"stored"'));
    expect(JSON.parse(line!)).toMatchObject({ level: 'INFO', message: 'stored', id: 'a', function_name: 'app' });
  });
});
