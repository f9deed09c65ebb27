/** The command line: finds the command, runs it, and turns its outcome into words and an exit code. */
import { formatProblem, type Problem, ProblemError, toProblem } from '../base/problem';
import { attackCommand } from './commands/attack';
import { classifierCommand } from './commands/classifier';
import { deleteCommand } from './commands/delete';
import { exportCommand } from './commands/export';
import { inspectCommand } from './commands/inspect';
import { listCommand } from './commands/list';
import { renameCommand } from './commands/rename';
import { resumeCommand } from './commands/resume';
import { samplesCommand } from './commands/samples';
import { saveModelCommand } from './commands/save-model';
import { showCommand } from './commands/show';
import { trainCommand } from './commands/train';
import type { CommandContext, CommandLine } from './command-line';
import { usageError } from './command-line';

const commands: Readonly<Record<string, CommandLine>> = {
  train: trainCommand,
  resume: resumeCommand,
  list: listCommand,
  show: showCommand,
  inspect: inspectCommand,
  attack: attackCommand,
  samples: samplesCommand,
  export: exportCommand,
  'save-model': saveModelCommand,
  classifier: classifierCommand,
  rename: renameCommand,
  delete: deleteCommand,
};

const EXIT_EXPERIMENT = 1;
const EXIT_USAGE = 2;

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const json = rest.includes('--json');
  const context: CommandContext = {
    json,
    print: (line) => process.stdout.write(`${line}\n`),
    // With --json stdout belongs to the result.
    tell: (line) => (json ? process.stderr : process.stdout).write(`${line}\n`),
    trainerScript: `${__dirname}/trainer.cjs`,
  };
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      context.print(usage());
      return name === undefined ? EXIT_USAGE : 0;
    }
    const command = commands[name];
    if (!command)
      throw usageError(`gibbon expected one of the commands ${Object.keys(commands).join(', ')}, and got ${name}.`);
    if (rest.includes('--help') || rest.includes('-h')) {
      context.print(`gibbon ${command.usage}\n  ${command.summary}`);
      return 0;
    }
    return await command.run(rest, context);
  } catch (error) {
    const problem = toProblem(error, 'environment');
    reportProblem(problem, json);
    if (!(error instanceof ProblemError) && process.env.GIBBON_DEBUG && error instanceof Error)
      process.stderr.write(`${error.stack}\n`);
    return problem.blame === 'experiment' ? EXIT_EXPERIMENT : EXIT_USAGE;
  }
}

function reportProblem(problem: Problem, json: boolean): void {
  process.stderr.write(`gibbon: ${formatProblem(problem)}\n`);
  if (!json) return;
  const { message, remedy, file, line } = problem;
  process.stdout.write(
    `${JSON.stringify({ error: { message: remedy ? `${message} ${remedy}` : message, ...(file && { file }), ...(line && { line }) } })}\n`,
  );
}

const usage = (): string =>
  [
    'gibbon, the visual debugger for autoencoders, GANs and adversarial examples',
    '',
    ...Object.values(commands).map((command) => `  gibbon ${command.usage}\n      ${command.summary}`),
  ].join('\n');

void main(process.argv.slice(2)).then((code) => {
  // Not process.exit(): what is still being written to a pipe would be lost.
  process.exitCode = code;
});
