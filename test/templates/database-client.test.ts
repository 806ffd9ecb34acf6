import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseTemplate } from '../../src/core/catalogue/parse-template.ts';

const TEMPLATE = 'templates/application/database.yaml';
const SECRETS = { ADMIN_PASSWORD: 'of-the-server', PASSWORD: 'of-the-application' };
const ENVIRONMENT = {
  HOST: 'server.example',
  PORT: '1234',
  NAME: 'app_big_shop',
  GRANT_NAME: 'app\\_big\\_shop',
  ADMIN_USER: 'masteruser',
  ...SECRETS,
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'database-client-'));
  for (const client of ['mysql', 'psql']) {
    const file = join(folder, client);
    writeFileSync(file, '#!/bin/sh\nprintf "%s\\n" "$*" >> "$0.words"\nexec cat >> "$0.input"\n');
    chmodSync(file, 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the template's own command with a client that writes down how it is called, and what it is told. */
function run(client: 'mysql' | 'psql', wish: 'absent' | 'present') {
  const scripts = commandsOf(readFileSync(TEMPLATE, 'utf8'));
  const script = scripts.find((text) => text.includes(`${client} --host`)) ?? 'exit 1';
  const env = { ...ENVIRONMENT, WISH: wish, PATH: `${folder}:${process.env.PATH}` };
  execFileSync('sh', ['-euc', script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const read = (kind: string) => {
    const file = join(folder, `${client}.${kind}`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  return { words: read('words'), input: read('input') };
}

function commandsOf(text: string): readonly string[] {
  const { Resources } = parseTemplate(text) as {
    Resources: { TaskDefinition: { Properties: { ContainerDefinitions: [{ Command: [{ 'Fn::If': string[] }] }] } } };
  };
  return Resources.TaskDefinition.Properties.ContainerDefinitions[0].Command[0]['Fn::If'].slice(1);
}

it.each(['mysql', 'psql'] as const)('%s is called with no password among its words', (client) => {
  for (const wish of ['present', 'absent'] as const) {
    const { words } = run(client, wish);
    expect(words).toContain('--host=server.example --port=1234 --user');
    for (const secret of Object.values(SECRETS)) expect(words).not.toContain(secret);
  }
});

it('MySQL makes the database and its user, and grants that database alone', () => {
  expect(run('mysql', 'present').input.split('\n').filter(Boolean)).toEqual([
    'CREATE DATABASE IF NOT EXISTS `app_big_shop` CHARACTER SET utf8mb4;',
    "CREATE USER IF NOT EXISTS 'app_big_shop' IDENTIFIED BY 'of-the-application' REQUIRE SSL;",
    "ALTER USER 'app_big_shop' IDENTIFIED BY 'of-the-application' REQUIRE SSL;",
    "GRANT ALL PRIVILEGES ON `app\\_big\\_shop`.* TO 'app_big_shop';",
  ]);
});

it('MySQL drops both', () => {
  expect(run('mysql', 'absent').input).toBe(
    'DROP DATABASE IF EXISTS `app_big_shop`; DROP USER IF EXISTS `app_big_shop`;',
  );
});

it('PostgreSQL makes a role and a database that nobody else may enter; the password goes in by the pipe', () => {
  const { words, input } = run('psql', 'present');
  const commands = [...words.matchAll(/--command=(.*)/g)].map(([, command]) => command);
  expect(commands).toEqual([
    "SELECT 1 FROM pg_roles WHERE rolname = 'app_big_shop'",
    'CREATE ROLE app_big_shop LOGIN',
    '\\password app_big_shop',
    'GRANT app_big_shop TO CURRENT_USER',
    "SELECT 1 FROM pg_database WHERE datname = 'app_big_shop'",
    'CREATE DATABASE app_big_shop OWNER app_big_shop',
    'REVOKE ALL ON DATABASE app_big_shop FROM PUBLIC',
  ]);
  expect(input).toBe('of-the-application\nof-the-application\n');
});

it('PostgreSQL drops both', () => {
  const { words } = run('psql', 'absent');
  expect(words.match(/DROP \w+ IF EXISTS app_big_shop/g)).toHaveLength(2);
});
