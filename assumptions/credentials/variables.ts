/** The environment variables that name a manager and a token. */
export const urlVariable = 'LIVECALC_AM_URL';
export const tokenVariable = 'LIVECALC_AM_TOKEN';
