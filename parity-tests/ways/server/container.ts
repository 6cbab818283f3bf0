/** The image, run as a pod would run it: read-only, without capabilities, behind a door with a key. */
import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { runCommand } from '../../../engines-wasm/build/run-command.ts';
import { waitUntilReady, type Server } from './server.ts';

const issuer = 'parity';
const audience = 'livecalc';

/** Why no container can be run here; null where one can. */
export async function whyNoContainer(): Promise<string | null> {
  const image = process.env['LIVECALC_IMAGE'];
  const reason = process.env['LIVECALC_NO_IMAGE'];
  if (image === undefined) {
    return `${reason ?? 'no image is given'} (npm run with:image -- npm run parity builds one)`;
  }
  const { status } = await runCommand('docker', ['image', 'inspect', image]);
  return status === 0 ? null : `docker knows no image ${image}`;
}

/** Runs LIVECALC_IMAGE on the daemon of DOCKER_HOST. */
export async function startContainer(): Promise<Server> {
  const secret = randomBytes(32).toString('hex');
  const id = await docker(['run', ...runOptions(secret), process.env['LIVECALC_IMAGE']!]);
  const end = async (): Promise<void> => {
    await runCommand('docker', ['rm', '--force', '--volumes', id]);
  };
  try {
    const url = `http://${(await docker(['port', id, '3000/tcp'])).split('\n')[0]}`;
    await waitUntilReady({ url });
    const headers = { Authorization: `Bearer ${await token(secret)}` };
    return { url, headers, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

function runOptions(secret: string): readonly string[] {
  const environment = { AUTH_SECRET: secret, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience };
  return [
    '--detach',
    '--read-only',
    '--tmpfs=/data:uid=1000,gid=1000,mode=0700',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges',
    '--memory=2g',
    '--publish=127.0.0.1::3000',
    ...Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`),
  ];
}

function token(secret: string): Promise<string> {
  return new SignJWT({ tenant: 'parity', roles: ['submitter'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('parity')
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime('1h')
    .sign(Buffer.from(secret));
}

async function docker(args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runCommand('docker', args);
  if (status === 0) return stdout.trim();
  throw new LiveCalcError('INTERNAL', `docker ${args[0]} failed: ${stderr.trim()}`);
}
