/** Which gateway a command talks to, and with which token. */
import type { Command } from 'commander';
import { createNodeSha256 } from '../../../runtime/node/node-sha256.ts';
import { JobApi } from '../../sdk/job-api.ts';
import { accessToken, tokenVariable, withTokenAdvice } from './access-token.ts';

export const gatewayVariable = 'LIVECALC_GATEWAY';
const usualGateway = 'http://127.0.0.1:8000';

export interface GatewayFlags {
  readonly gateway?: string;
  readonly tokenFile?: string;
}

export function addGatewayOptions(command: Command): Command {
  return command
    .option(
      '--gateway <url>',
      `the gateway's address; else ${gatewayVariable}, else ${usualGateway}`,
    )
    .option('--token-file <file>', `the token, where ${tokenVariable} does not hold it`);
}

/** What `ask` does with the gateway; errors say how a token is given. Throws ARGUMENT_INVALID, FILE_NOT_FOUND. */
export async function withGateway<T>(
  { gateway, tokenFile }: GatewayFlags,
  ask: (jobs: JobApi, url: string) => Promise<T>,
): Promise<T> {
  const url = gateway ?? (process.env[gatewayVariable] || usualGateway);
  const token = await accessToken(tokenFile);
  try {
    return await ask(new JobApi(url, { token, createSha256: createNodeSha256 }), url);
  } catch (error) {
    throw token === undefined ? withTokenAdvice(error) : error;
  }
}
