/** What a command answers: standard output, standard error, and the exit status. */
export interface CliAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: 0 | 1 | 2 | 3;
}

export function answer(stdout: string, exitCode: CliAnswer['exitCode'], stderr = ''): CliAnswer {
  return { stdout, stderr, exitCode };
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
