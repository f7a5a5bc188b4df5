import type { Entry } from '../../domain/entry.ts';
import type { HookedPod } from '../../domain/hooks/hooked-pod.ts';
import type { HookRun } from '../../domain/hooks/hook-log.ts';

const PHASES: Readonly<Record<HookRun['phase'], string>> = { pre: 'pre hook', post: 'post hook', restore: 'hook' };

/** The entry about a hook that failed; `fate` is what that means for its Pod. */
export function hookFailed(
  { phase, hook, pod, container, detail = '', output = '' }: HookRun,
  { namespace, name }: HookedPod,
  fate = '',
): Entry {
  const where = container === undefined ? '' : ` in container ${container}`;
  const lastLine = output.slice(output.lastIndexOf('\n') + 1).slice(0, 200);
  const said = lastLine === '' ? '' : ` (${lastLine})`;
  return {
    code: 'hook-failed',
    item: { group: '', resource: 'pods', namespace, name },
    message: `The ${PHASES[phase]} ${hook} of pod ${pod}${where} failed: ${detail}${said}${fate}`,
  };
}
