import { EXAMPLE_APPLICATION } from './example.ts';
import type { LocalOptions } from './local-options.ts';
import type { StepResult } from './run-steps.ts';

/** The URLs of a local installation. */
export interface OpenedAddresses {
  readonly api: string;
  readonly cloud: string;
  readonly application: string | null;
}

const APPLICATION_PORT = 8080;
const API_PORT = 4510;

/** The last lines of `npm start`: the duration of each step, the URLs, and commands to try. */
export function closingLines(steps: readonly StepResult[], opened: OpenedAddresses): readonly string[] {
  const { api, cloud, application } = opened;
  const rows = steps.map(
    ({ name, status, seconds, modelledSeconds }) =>
      `  ${name.padEnd(40)} ${status.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s real ${modelledSeconds.toFixed(1).padStart(7)} s modelled`,
  );
  return [
    ...rows,
    '',
    `  application  ${application ?? 'none yet'}`,
    `  HTTP API     ${api}`,
    `  AWS endpoint ${cloud}`,
    '',
    ...(portOf(api) === API_PORT ? [] : [`  export PLINTH_API=${api}`]),
    ...(application === null
      ? ['  npx plinth up examples/hello/plinth.yaml']
      : [
          `  curl ${application}`,
          '  npx plinth rollback dev/hello',
          '  npx plinth release dev/hello hello:2',
          `  npx plinth status ${EXAMPLE_APPLICATION}`,
        ]),
  ];
}

/** The ports that were in use, and the URLs used instead. */
export function portLines({ port, cloudPort }: LocalOptions, opened: OpenedAddresses): readonly string[] {
  const wanted = [
    ['the HTTP API', port, opened.api],
    ['the AWS endpoint', cloudPort, opened.cloud],
    ['the application', APPLICATION_PORT, opened.application],
  ] as const;
  return wanted.flatMap(([what, wantedPort, url]) =>
    url === null || wantedPort === 0 || portOf(url) === wantedPort
      ? []
      : [`port ${wantedPort} is in use; ${what} is at ${url}`],
  );
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
