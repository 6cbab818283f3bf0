/** Firefox as distributions ship it, which no driver of npm speaks with: it is only given a URL. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from './browser-way.ts';

/** A profile of its own that speaks with nobody but the page's server. */
const preferences = `
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("browser.safebrowsing.update.enabled", false);
user_pref("services.settings.server", "http://127.0.0.1:9/");
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
`;

export const firefox: Browser = {
  name: 'Firefox',
  variable: 'LIVECALC_FIREFOX',
  programs: ['/usr/bin/firefox-esr', '/usr/bin/firefox'],
  launch: async (program, url) => {
    const profile = await mkdtemp(path.join(os.tmpdir(), 'livecalc-firefox-'));
    await writeFile(path.join(profile, 'user.js'), preferences);
    const args = ['--headless', '--no-remote', '--profile', profile, url];
    const env = { ...process.env, HOME: profile };
    const child = spawn(program, args, { stdio: 'ignore', env });
    const ended = once(child, 'exit');
    return {
      [Symbol.asyncDispose]: async () => {
        child.kill();
        await ended;
        await rm(profile, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  },
};
