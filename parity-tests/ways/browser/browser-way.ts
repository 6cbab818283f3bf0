/** A browser that opens the page and values what the page's server gives it. */
import { existsSync } from 'node:fs';
import type { OpenWay, Way } from '../way.ts';
import { PageServer } from './page-server.ts';

export interface Browser {
  readonly name: string;
  /** Environment variable that names its program. */
  readonly variable: string;
  /** Where it usually is. */
  readonly programs: readonly string[];
  /** Opens the URL without a window. Whoever calls this disposes of what it returns. */
  launch(program: string, url: string): Promise<AsyncDisposable>;
}

export function browserWay(browser: Browser): Way {
  const { name, variable } = browser;
  const program = [process.env[variable], ...browser.programs].find(
    (file) => file !== undefined && existsSync(file),
  );
  return {
    name: name.toLowerCase(),
    about: `headless ${name}, bundled, two web workers`,
    unavailable: () =>
      Promise.resolve(program === undefined ? `no ${name} (set ${variable} to its path)` : null),
    open: () => openBrowser(browser, program!),
  };
}

async function openBrowser(browser: Browser, program: string): Promise<OpenWay> {
  const server = await PageServer.start();
  try {
    const launched = await browser.launch(program, server.url);
    return {
      value: (model, signal) => server.value(model, signal),
      [Symbol.asyncDispose]: async () => {
        await launched[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}
