import { styleText } from 'node:util';
import { Command, CommanderError } from 'commander';
import { CliError, EXIT } from './cli-error.ts';
import { automate } from './commands/automation.ts';
import { catalogue } from './commands/catalogue.ts';
import { drift } from './commands/drift.ts';
import { cancel, down, operations, repair, watch } from './commands/operations.ts';
import { plan } from './commands/plan.ts';
import { approve, release, rollback } from './commands/release.ts';
import { retained } from './commands/retained.ts';
import { status } from './commands/status.ts';
import { up } from './commands/up.ts';
import { scopePath } from './scope-argument.ts';
import { type GlobalOptions, openSession, type Session } from './session.ts';

const DEFAULT_API = 'http://localhost:4510';

/** The `plinth` command: a thin client of the HTTP API. */
export function plinth(): Command {
  const program = new Command('plinth')
    .description('Provision a base, environments and applications, and release images.')
    .option('--api <url>', 'base URL of the HTTP API', process.env.PLINTH_API ?? DEFAULT_API)
    .option('--json', 'print results as JSON')
    .option('--detach', 'start the operation without following it')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(plinth --help lists all commands)')
    .exitOverride();
  const session = (): Session => openSession(program.opts<GlobalOptions>());
  addProvisioning(program, session);
  addReleasing(program, session);
  addAutomation(program, session);
  addLooking(program, session);
  return program;
}

function addProvisioning(program: Command, session: () => Session): void {
  program
    .command('up [file]')
    .description('provision the base, environments and applications of a file')
    .option('--allow <stack...>', 'stacks whose data may be replaced or deleted')
    .action((file = 'plinth.yaml', { allow }) => up(session(), file, allow));
  program
    .command('plan [file]')
    .description('show what `up` would change; the exit status is 3 if there are changes')
    .action(async (file = 'plinth.yaml') => {
      process.exitCode = await plan(session(), file);
    });
  program
    .command('repair <scope>')
    .description('bring back what is missing of a scope')
    .action((scope) => repair(session(), scope));
  program
    .command('down <scope>')
    .description('retire a scope; its data is retained')
    .option('--data <what>', 'delete: delete the data too')
    .option('--confirm <name>', "the scope's name, required to delete data")
    .action((scope, options) => down(session(), scope, options));
}

function addReleasing(program: Command, session: () => Session): void {
  program
    .command('release <application> [image]')
    .description('release an image: plinth release dev/hello hello:2')
    .option('--from <environment>', 'promote the live release of another environment')
    .action((application, image, { from }) => {
      if ((image === undefined) === (from === undefined)) {
        throw new CliError('name either an image or an environment with --from', EXIT.usage, [
          'plinth release dev/hello hello:2',
        ]);
      }
      return release(session(), application, image === undefined ? { from: scopePath(from) } : { image });
    });
  program
    .command('rollback <application>')
    .description('roll back to the previous live release')
    .option('--to <number>', 'roll back to this release')
    .action((application, { to }) => rollback(session(), application, to));
  program
    .command('approve <application> <number>')
    .description('approve a release that is waiting')
    .option('--reject', 'reject it')
    .option('--comment <text>', 'reason')
    .action((application, number, { reject, comment }) =>
      approve(session(), application, { number, approved: !reject, ...(comment === undefined ? {} : { comment }) }),
    );
}

function addAutomation(program: Command, session: () => Session): void {
  const verbs = {
    freeze: 'stop the automation of an application: pushed images and schedules',
    unfreeze: 'start the automation of an application again',
  } as const;
  for (const verb of ['freeze', 'unfreeze'] as const) {
    program
      .command(`${verb} <application>`)
      .description(verbs[verb])
      .requiredOption('--reason <text>', 'why')
      .action((application, { reason }) => automate(session(), application, { verb, reason }));
  }
}

function addLooking(program: Command, session: () => Session): void {
  program
    .command('status [scope]')
    .description('show environments and applications, or one scope')
    .action((scope) => status(session(), scope));
  program
    .command('operations [scope-or-id]')
    .description('list operations, newest first, or show one')
    .action((scope) => operations(session(), scope));
  program
    .command('drift <environment>')
    .description('detect in what the stacks of an environment differ from their templates')
    .action((environment) => drift(session(), environment));
  program
    .command('retained')
    .description('list what was retained or orphaned in AWS, and how to delete it')
    .action(() => retained(session()));
  program
    .command('watch <operation>')
    .description('follow the progress of an operation')
    .action((id) => watch(session(), id));
  program
    .command('cancel <operation>')
    .description('cancel an operation')
    .action((id) => cancel(session(), id));
  program
    .command('catalogue [component]')
    .description('list components, or show one')
    .action((name) => catalogue(session(), name));
}

/** Runs the command and answers its exit status. */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    await plinth().parseAsync(argv, { from: 'user' });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`${styleText('red', '✘')} ${error.message}\n`);
    for (const step of error.nextSteps) process.stderr.write(`  ${step}\n`);
    return error.exitCode;
  }
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2));
