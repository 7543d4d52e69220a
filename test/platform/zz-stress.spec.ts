import { expect, it } from 'vitest';
import { createSudoPromptElevator } from '../../src/platform/elevator';
import { PERSON, stageMacDialog } from './staged-dialog';
import { temporaryFolder } from './temporary-folder';
it.each(Array.from({length: 60}, (_, i) => i))('s %i', async (i) => {
  const shipped = stageMacDialog(temporaryFolder(), PERSON.grants((i % 4) * 0.05));
  expect(await createSudoPromptElevator({ shipped }).elevate({ script: 'echo ok\n' + '#'.repeat(i * 20000) + '\n', operationId: '' })).toEqual({ kind: 'ran', stdout: 'ok\n' });
});
