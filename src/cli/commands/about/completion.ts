import { RunError } from '../../../domain/problem.ts';
import { nearestName } from '../../../domain/nearest-name.ts';
import { defineCommand } from '../../command.ts';
import { completionScript, SHELLS } from '../../completion/scripts.ts';

/** `lifeboat completion <shell>`. */
export const completion = defineCommand({
  name: 'completion',
  summary: 'Print the script that completes words in a shell',
  description:
    'kubectl completes the plugin by itself where an executable kubectl_complete-lifeboat stands beside it: a link to this program.',
  examples: [
    { title: 'Now, in bash', line: 'completion bash > /tmp/lifeboat.bash && source /tmp/lifeboat.bash' },
    { title: 'In every fish', line: 'completion fish > ~/.config/fish/completions/lifeboat.fish' },
  ],
  positionals: { shell: { required: true, description: SHELLS.join(', '), complete: SHELLS } },
  run: async ({ io, positionals }) => {
    const shell = SHELLS.find((known) => known === positionals.shell);
    if (shell === undefined) {
      const nearest = nearestName(positionals.shell, SHELLS);
      throw new RunError('usage', `Unknown shell ${JSON.stringify(positionals.shell)}`, {
        hint: nearest === undefined ? `Known are ${SHELLS.join(', ')}.` : `Did you mean ${nearest}?`,
      });
    }
    io.stdout.write(completionScript(shell));
    return 0;
  },
});
