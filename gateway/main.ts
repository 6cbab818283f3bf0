/** The process of a gateway: see service/run-server.ts. */
import { runServer } from '../service/run-server.ts';
import { startGateway } from './gateway.ts';
import { gatewaySettings, type GatewaySettings } from './settings.ts';

await runServer<GatewaySettings>({
  name: 'gateway',
  settings: gatewaySettings,
  start: startGateway,
});
