/** The inspector of the run that a command names, in a process of its own. Whoever has it disposes of it. */
import path from 'node:path';
import { unwrap } from '../base/result';
import { RunInspectorClient } from '../client/run-inspector-client';
import { findRun } from '../store/run-folder';
import { type CommandContext, runsFolder } from './command-line';
import { jobSettings } from './job-settings';

/**
 * @param run folder or name @param runs folder of runs; undefined for the usual one
 * @throws ProblemError where there is no such run
 */
export function inspectorOf(
  run: string,
  runs: string | undefined,
  { trainerScript }: CommandContext,
): { readonly runFolder: string; readonly inspector: RunInspectorClient } {
  const runFolder = unwrap(findRun(runsFolder(runs), run));
  const script = path.join(path.dirname(trainerScript), 'inspector.cjs');
  const program = { execPath: process.execPath, script };
  return { runFolder, inspector: new RunInspectorClient(program, runFolder, jobSettings(process.env)) };
}
