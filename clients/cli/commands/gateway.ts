import { Command } from 'commander';
import { gatewaySettings } from '../../../gateway/settings.ts';
import { settingLines } from '../text/setting-lines.ts';

const help = `
Examples:
  livecalc gateway
  DATA_DIR=/var/lib/livecalc THREADS=4 livecalc gateway
  NATS_URL=nats://nats:4222 DATABASE_URL_FILE=/run/secrets/database \\
    OBJECTS_DIR=/shared livecalc gateway

With no setting at all it is a complete service on this machine; with NATS_URL
and DATABASE_URL it is the front of a fleet. Settings, all from the environment:
${settingLines(gatewaySettings)}

SIGTERM lets what is asked be answered; jobs go on at the next gateway, or with
the next start. docs/operations.md says more.`;

/** `livecalc gateway`, as far as it is a command like the others: its help. start.mjs starts it. */
export function gatewayCommand(): Command {
  return new Command('gateway')
    .summary('serve jobs, on this machine or on a fleet')
    .description(
      'Starts a gateway: it takes jobs over HTTP and WebSocket, has them valued, and keeps their results.',
    )
    .addHelpText('after', help);
}
