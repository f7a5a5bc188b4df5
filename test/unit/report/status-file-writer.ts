import { StatusFile } from '../../../src/report/status-file.ts';
import { aContext } from '../../support/context.ts';
import { aCompletedJobResult } from '../../support/run-results.ts';

/** Writes status files without end into the directory it is given, and says so once: a process to be killed. */
const file = new StatusFile(process.argv[2] ?? '');
for (let n = 0; ; n++) {
  const hint = 'x'.repeat((n % 7) * 10_000);
  await file.finished(aContext(), aCompletedJobResult({ hint }));
  if (n === 0) process.stdout.write('writing\n');
}
