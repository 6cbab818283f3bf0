/** How much may be sent to a server at once. */
import { setting } from './setting.ts';
import { wholeNumber } from './text-types.ts';

/** MiB: larger than any disk, and still exact in bytes. */
export const mostMb = 2 ** 32;

export const uploadSettings = {
  MAX_PACKAGE_MB: setting(wholeNumber(1, mostMb), {
    default: 1024,
    unit: 'MiB',
    reason: 'Of a package or an asset that is uploaded.',
  }),
  MAX_UNPACKED_MB: setting(wholeNumber(1, mostMb), {
    default: 4096,
    unit: 'MiB',
    reason: 'Of all files of a package, unpacked.',
  }),
  MAX_COMPRESSION_RATIO: setting(wholeNumber(1, 100_000), {
    default: 200,
    reason: 'Unpacked over packed bytes: more is a bomb, not a model.',
  }),
  MAX_PACKAGE_FILES: setting(wholeNumber(2, 100_000), {
    default: 1000,
    unit: 'files',
    reason: 'Of a package, its manifest and its configuration among them.',
  }),
  MAX_BODY_MB: setting(wholeNumber(1, 512), {
    default: 16,
    unit: 'MiB',
    reason: 'Of a JSON body, which is held in memory; packages and assets are not.',
  }),
  MAX_MESSAGE_MB: setting(wholeNumber(1, 512), {
    default: 16,
    unit: 'MiB',
    reason: 'Of a message on a socket, which is held in memory.',
  }),
};
