import { runCommand } from './run-command.ts';

const publicMirror = 'http://deb.debian.org/debian';

/** The mirror of Debian that this machine's apt is configured with. */
export async function debianMirror(): Promise<string> {
  const format = '$(ORIGIN) $(LABEL) $(REPO_URI)';
  const { stdout } = await runCommand('apt-get', ['indextargets', '--format', format]);
  const target = stdout.split('\n').find((line) => line.startsWith('Debian Debian '));
  return target?.split(' ')[2] ?? publicMirror;
}
