/** The image that tests run, by its tag: what `npm run with:image` has built, or one of your own. */
export const imageUnderTest: string | undefined = process.env['LIVECALC_IMAGE'];

/** Why there is none. */
export const whyNoImage: string =
  process.env['LIVECALC_NO_IMAGE'] ??
  'LIVECALC_IMAGE names no image; `npm run with:image -- npm test` builds one';
